"""The emulated Telegram on the wire: webhooks, faults, the people's side over HTTP, under a prefix."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from emulators.serve import serving
from emulators.telegram import Fault, Faults, Telegram, telegram_app
from tests.emulators.telegram_stage import ANN, BO, PNG, Clock, card, client, connected, two_people

RECORDED = frozenset({Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.UNAVAILABLE_AFTER, Fault.BROKEN_JSON, Fault.HALF_BODY})
SEEN_AS: dict[Fault, type[TelegramError]] = {
    Fault.RESET_BEFORE: NetworkError,
    Fault.HANG_BEFORE: TimedOut,
    Fault.RESET_AFTER: NetworkError,
    Fault.HANG_AFTER: TimedOut,
    Fault.UNAVAILABLE_AFTER: NetworkError,
    Fault.BROKEN_JSON: TelegramError,
    Fault.HALF_BODY: NetworkError,
    Fault.TOO_MANY: RetryAfter,
    Fault.TOO_MANY_SILENT: NetworkError,
    Fault.FORBIDDEN: Forbidden,
    Fault.CONFLICT: Conflict,
    Fault.MIGRATE: ChatMigrated,
    Fault.SERVER_ERROR: NetworkError,
    Fault.CANNOT_EDIT: BadRequest,
}


class Hook:
    """A bot's webhook that refuses as often as it is told to."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.secrets: list[str | None] = []
        self.taken: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def receive(self, request: Request) -> Response:
        """Take one update, or say 503."""
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refusals:
            self.refusals -= 1
            return Response(status_code=503)
        self.taken.put_nowait(await request.json())
        return Response()

    def app(self) -> Starlette:
        """The webhook as an app."""
        return Starlette(routes=[Route("/telegram", self.receive, methods=["POST"])])


@asynccontextmanager
async def hooked(telegram: Telegram, hook: Hook) -> AsyncIterator[Bot]:
    """Telegram and a bot's webhook, which is set."""
    async with serving(hook.app()) as there, connected(telegram) as bot:
        await bot.set_webhook(f"{there}/telegram", secret_token="s3cret")
        yield bot


async def test_a_webhook_gets_every_update_in_order_until_it_takes_it() -> None:
    telegram, hook = two_people(Clock()), Hook(refusals=2)
    async with hooked(telegram, hook) as bot:
        telegram.says(ANN, "one")
        telegram.says(ANN, "half of a pair: \ud83d")
        got = [await hook.taken.get() for _ in range(3)]
        assert [update["message"]["text"] for update in got] == ["/start", "one", "half of a pair: \ud83d"]
        assert await telegram.pump()
        telegram.redeliver()
        assert await hook.taken.get() == got[-1]
        assert set(hook.secrets) == {"s3cret"}
        assert "503" in ((await bot.get_webhook_info()).last_error_message or "")


async def test_pumping_says_when_the_webhook_keeps_refusing() -> None:
    telegram, hook = two_people(Clock()), Hook(refusals=10_000)
    async with hooked(telegram, hook) as bot:
        assert not await telegram.pump()
        assert (await bot.get_webhook_info()).pending_update_count == 1


@pytest.mark.parametrize("fault", Fault)
async def test_a_fault_is_seen_by_the_client_and_recorded_or_not(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the library warns about its older type otherwise
    telegram = two_people(Clock())
    async with connected(telegram) as bot:
        group = telegram.group("The house", [ANN])
        telegram.adds_bot(group, by=ANN)
        chat = group if fault is Fault.MIGRATE else ANN
        telegram.faults.next(fault)
        with pytest.raises(SEEN_AS[fault]):
            await bot.send_message(chat, "Hello", read_timeout=0.3)
        assert telegram.delivered[chat, "Hello"] == (fault in RECORDED)
        await bot.send_message(ANN, "Still there?")


async def test_the_same_seed_brings_the_same_faults() -> None:
    rates = {Fault.RESET_AFTER: 0.1, Fault.TOO_MANY: 0.1}
    first, second = (Faults(seed=5, rates=rates) for _ in range(2))
    picked = [first.pick("sendMessage") for _ in range(200)]
    assert picked == [second.pick("sendMessage") for _ in range(200)]
    assert 20 <= first.happened.total() <= 60
    assert first.pick("getMe") is None


async def test_a_page_plays_a_person_under_any_prefix() -> None:
    telegram = two_people(Clock())
    outer = Starlette(routes=[Mount("/somewhere/telegram", telegram_app(telegram))])
    async with (
        serving(outer) as address,
        client(f"{address}/somewhere/telegram") as bot,
        httpx.AsyncClient(base_url=f"{address}/somewhere/telegram/client") as page,
    ):
        people = (await page.get("/people")).json()
        assert [(p["id"], p["started"]) for p in people] == [(ANN, True), (BO, False)]
        screen = (await page.get(f"/chats/{ANN}")).json()
        waiting = asyncio.create_task(page.get(f"/chats/{ANN}", params={"since": screen["version"]}))
        sent = await card(bot)
        shown = (await waiting).json()["messages"][-1]
        assert (shown["html"], shown["buttons"][0][0]["text"]) == ("<b>Coffee?</b>", "Yes")
        tap = {"user_id": ANN, "chat_id": ANN, "message_id": sent.message_id, "data": "yes"}
        query = (await page.post("/tap", json=tap)).json()["result"]
        await bot.answer_callback_query(query, "Enjoy")
        assert (await page.get(f"/chats/{ANN}")).json()["toasts"][0]["text"] == "Enjoy"
        assert (await page.post("/tap", json=tap | {"data": "gone"})).status_code == 409
        await _try_the_rest(page, bot, telegram)
    await telegram.close()


async def _try_the_rest(page: httpx.AsyncClient, bot: Bot, telegram: Telegram) -> None:
    assert (await page.post("/say", json={"user_id": BO, "text": "/start"})).status_code == 200
    assert (await page.post("/say", json={"user_id": BO, "text": " "})).status_code == 400
    assert (await page.post("/say", json={"user_id": "Bo", "text": "x"})).status_code == 400
    assert (await page.post("/say", content=b"{")).status_code == 400
    assert (await page.post("/location", json={"user_id": BO, "lat": 41, "lon": 2.17})).status_code == 200
    photo = await bot.send_photo(BO, PNG)
    file = await page.get(f"/file/{photo.photo[0].file_id}")
    assert (file.content, file.headers["content-disposition"][:10]) == (PNG, "attachment")
    assert (await page.post("/block", json={"user_id": BO})).status_code == 200
    assert (await page.get("/people")).json()[1]["blocked"]
    assert (await page.post("/say", json={"user_id": BO, "text": "hello?"})).status_code == 409
    assert telegram.sees(BO)[-1].files[0].photo


async def test_an_app_that_does_not_start_is_reported() -> None:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        raise RuntimeError("no database")
        yield

    with pytest.raises(RuntimeError, match="refused to start"):
        async with serving(Starlette(lifespan=lifespan)):
            pass
