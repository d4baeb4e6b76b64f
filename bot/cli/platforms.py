"""Which platforms this deployment has: adapters by name, built from their own settings, asked who they are."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from logging import ERROR, INFO

import structlog
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.adapters.base import Chat, SendFailed
from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.adapters.telegram import Telegram, TelegramSettings
from bot.context import Setting
from bot.plugins import installed
from bot.settings import Settings, checked
from domain.errors import Misconfigured
from storage.db import Database
from web import hooks

log = structlog.get_logger()

HOOKS = {"telegram": "/telegram", "slack": "/slack"}


def configured(settings: Settings, setting: Setting, key: str, db: Database) -> dict[str, Chat]:
    """The platforms whose tokens are set."""
    watched = db.passing if settings.failpoint else None  # the points inside a request cost a second write
    around = Surroundings(
        setting.catalogues, setting.clock, time.time, settings.public_url, db, key,
        passing=watched, tiers=settings.pace is None,
    )  # fmt: skip
    slack = checked(SlackSettings)
    found: dict[str, Chat | None] = {
        "telegram": Telegram.configured(
            checked(TelegramSettings, public_url=settings.public_url), watched, partial(_gap, settings.pace)
        ),
        "slack": Slack(slack, around) if slack.wanted else None,
    }
    more = {plugin.name: plugin for plugin in installed("tertulia.adapters")}
    found |= {name: plugin.configured(settings) for name, plugin in more.items()}
    return {name: _tuned(chat, settings) for name, chat in found.items() if chat is not None}


async def _gap(pace: float | None, seconds: float) -> None:
    """Between the parts of one message; where a test lifts the pace, in proportion."""
    await asyncio.sleep(seconds if pace is None else seconds * min(1.0, Telegram.limits.a_second / pace))


def _tuned(chat: Chat, settings: Settings) -> Chat:
    """An operator may want less doubt after a crash or more speed; a test may lift the pace of an emulator."""
    limits, pace = chat.limits, settings.pace or chat.limits.a_second
    lifted = max(1.0, pace / limits.a_second)  # for all that is paced
    chat.limits = replace(
        limits,
        in_flight=settings.in_flight or limits.in_flight,
        a_second=pace,
        a_second_chat=limits.a_second_chat * lifted,
        a_minute={op: int(most * lifted) for op, most in limits.a_minute.items()},
    )
    return chat


def secrets() -> list[str]:
    """Every secret of every platform, for the logs to leave out."""
    values = [value for _, value in (*checked(TelegramSettings), *checked(SlackSettings))]
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


async def asked(found: Mapping[str, Chat]) -> list[tuple[str, bool, str]]:
    """Ask each platform who we are; rows of (platform, whether it works, a sentence)."""
    return [(name, failure is None, says) for name, failure, says in await _asked(found)]


async def _asked(found: Mapping[str, Chat]) -> list[tuple[str, SendFailed | None, str]]:
    rows: list[tuple[str, SendFailed | None, str]] = []
    for name, chat in found.items():
        try:
            rows.append((name, None, f"we are {await chat.whoami()}"))
        except SendFailed as failure:
            rows.append((name, failure, advice(name, failure)))
    return rows


async def chats(settings: Settings, setting: Setting, key: str, db: Database) -> tuple[dict[str, Chat], set[str]]:
    """The platforms whose token is not refused, and the names of those that do not answer yet.

    Raises:
        Misconfigured: none is set, or each refuses its token; the sentence says what to do.
    """
    wanted = configured(settings, setting, key, db)
    if not wanted:
        raise Misconfigured("No platform is set: put TERTULIA_TELEGRAM_TOKEN or TERTULIA_SLACK_BOT_TOKEN into .env.")
    rows = await _asked(wanted)
    for name, failure, says in rows:
        level, event = (INFO, "the platform answers") if failure is None else (ERROR, "a platform fails")
        log.log(level, event, platform=name, says=says)
    refused = {name for name, failure, _ in rows if failure and failure.reason == "invalid_token"}
    for name in refused:
        await wanted[name].close()
    if refused == wanted.keys():
        raise Misconfigured(" ".join(f"{name.capitalize()} does not work: {says}" for name, _, says in rows))
    strangers = {name for name, failure, _ in rows if failure} - refused
    return {name: chat for name, chat in wanted.items() if name not in refused}, strangers


def advice(name: str, failure: SendFailed) -> str:
    """What an operator does about it."""
    if failure.reason == "invalid_token":
        variable = {"slack": "SLACK_BOT_TOKEN"}.get(name, f"{name.upper()}_TOKEN")
        return f"its token is refused; copy it again into TERTULIA_{variable}."
    return f"it cannot be reached ({failure.reason}); check the network and TERTULIA_{name.upper()}_API."


def hooked(chats: Mapping[str, Chat]) -> list[BaseRoute]:
    """The web addresses that the platforms call."""
    found: list[BaseRoute] = []
    for name, chat in chats.items():
        if isinstance(chat, hooks.Hook):
            found.append(hooks.Hooked(HOOKS[name], chat))
        if isinstance(chat, Slack):
            found.extend(_installing(chat))
    return found


def _installing(slack: Slack) -> list[BaseRoute]:
    """Where workspaces install the app themselves."""

    async def install(request: Request) -> Response:
        return hooks.response(await slack.install(request.url.query))

    async def back(request: Request) -> Response:
        return hooks.response(await slack.oauth(request.url.query, request.headers.get("cookie", "")))

    return [Route("/slack/install", install), Route("/slack/oauth", back)]
