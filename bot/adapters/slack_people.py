"""What Slack believes about its people, name, zone and language, asked once a person and never waited for long."""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.adapters.base import SendFailed
from bot.adapters.slack_blocks import Json
from bot.adapters.slack_calls import Calls
from bot.adapters.slack_payloads import text
from bot.incoming import Who
from bot.markup import clean
from domain.delivery import Outcome

KEPT = 10_000
Key = tuple[str, str]
V = TypeVar("V")


@dataclass(frozen=True)
class Profile:
    """One person as Slack shows them."""

    name: str = ""
    zone: str = ""
    language: str = ""


@dataclass(frozen=True)
class _Question:
    """What Slack was asked about a person, and until when whoever writes waits for the answer."""

    answer: asyncio.Future[Profile]
    until: float = 0.0


class People:
    """Remembers people and the conversation with each.

    Args:
        calls: the Web API.
        patience: seconds that something that arrived may wait for its sender's name.
    """

    def __init__(self, calls: Calls, patience: float = 1.0) -> None:
        self._calls, self._patience = calls, patience
        self._asked: dict[Key, _Question] = {}
        self._known: OrderedDict[Key, Profile] = OrderedDict()
        self._chats: OrderedDict[Key, str] = OrderedDict()

    async def introduced(self, who: Who, profile: Json | None = None) -> Who:
        """The same person with name, zone and language, as far as they are known by now."""
        if not who.user:
            return who
        key = (who.workspace, who.user)
        if profile is not None:
            self._keep(key, _profile(profile))
        known = self._known.get(key) or await self._answered(key)
        name = known.name or clean(who.name) or who.user
        return replace(who, name=name, zone=known.zone, language=known.language)

    async def chat(self, workspace: str, user: str) -> str:
        """The conversation with a person, opened where there is none yet.

        Raises:
            SendFailed: there can be none.
        """
        key = (workspace, user)
        if key not in self._chats:
            opened = await self._calls.unseen("conversations.open", workspace, users=user)
            self._chats[key] = text(opened, "channel", "id")
            _bounded(self._chats)
        return self._chats[key]

    async def close(self) -> None:
        """Stop asking."""
        answers = [question.answer for question in self._asked.values()]
        for answer in answers:
            answer.cancel()
        await asyncio.gather(*answers, return_exceptions=True)
        self._asked.clear()

    async def _answered(self, key: Key) -> Profile:
        """All who wait share one question and one patience: what takes longer is there for the next time."""
        now, question = asyncio.get_running_loop().time(), self._asked.get(key)
        if question is None:
            question = _Question(asyncio.ensure_future(self._ask(key)), now + self._patience)
            self._asked[key] = question
        with suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(question.answer), max(0.0, question.until - now))
        return Profile()

    async def _ask(self, key: Key) -> Profile:
        """What could not be asked is asked again next time; a no of Slack is an answer."""
        try:
            found = await self._calls("users.info", key[0], user=key[1], include_locale=True)
        except SendFailed as failed:
            if failed.outcome is Outcome.STOP and failed.reason != "invalid_token":
                self._keep(key, Profile())
            return Profile()
        finally:
            self._asked.pop(key, None)
        user = found.get("user")
        return self._keep(key, _profile(user if isinstance(user, dict) else {}))

    def _keep(self, key: Key, profile: Profile) -> Profile:
        """Alone: a task that has ended is ten times as large as what it found."""
        self._known[key] = profile
        _bounded(self._known)
        return profile


def _profile(user: Json) -> Profile:
    name = text(user, "real_name") or text(user, "profile", "real_name") or text(user, "profile", "display_name")
    return Profile(clean(name).strip()[:200], text(user, "tz"), text(user, "locale"))


def _bounded(kept: OrderedDict[Key, V]) -> None:
    while len(kept) > KEPT:
        kept.popitem(last=False)
