"""The playground's own addresses: they answer this machine's page and nobody else, and the clock only moves forward."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.demo import seed
from bot.demo.community import load
from bot.ui import Message
from bot.wire import dumps
from domain.delivery import Purpose
from storage import matches, needs, outbox
from storage.db import Database
from web import app as web
from web.playground.app import Attachment, Inhabitant, Playground, arrival
from web.playground.guard import LocalOnly
from web.playground.inside import bars, news, sentences

MADRID = ZoneInfo("Europe/Madrid")
THURSDAY = datetime(2026, 6, 18, 10, 0, tzinfo=UTC)
HERE = "http://127.0.0.1:8000"
JSON = {"content-type": "application/json"}


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = THURSDAY
        self.stops: list[datetime] = []

    def __call__(self) -> datetime:
        return self.now

    def advance(self, to: datetime) -> None:
        assert to > self.now
        self.now = to
        self.stops.append(to)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def page(sqlite: Database, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async def nothing() -> None:
        return None

    def file(name: str) -> Attachment | None:
        kept = {"F1": b"BEGIN", "F2": b"\x89PNG\r\n\x1a\n", "F3": b"<svg onload=alert(1)>"}
        return Attachment('meet".ics\r\nX: y', kept[name]) if name in kept else None

    people = [Inhabitant("ann", "Ann", "makes catalogues", 1001, "")]
    playground = Playground(sqlite, clock, "Europe/Madrid", people, nothing, file)

    async def say(_: object) -> PlainTextResponse:
        return PlainTextResponse("said")

    acted = Route("/emulated/telegram/client/say", say, methods=["POST"])
    app = LocalOnly(web.build([*playground.routes(), acted]), 8000)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as client:
        yield client


async def test_the_page_brings_no_inline_script_and_no_address_elsewhere(page: httpx.AsyncClient) -> None:
    answer = await page.get("/")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text
    assert "style=" not in answer.text
    assert "https://" not in answer.text
    assert "http://" not in answer.text


async def test_everything_the_page_names_is_there(page: httpx.AsyncClient) -> None:
    text = (await page.get("/")).text
    names = [part.partition('"')[0] for part in text.split('"/static/')[1:]]
    assert len(names) >= 6
    for name in names:
        assert (await page.get(f"/static/{name}")).status_code == 200, name


async def test_people_are_there_to_choose_from(page: httpx.AsyncClient) -> None:
    (ann,) = (await page.get("/playground/people")).json()
    assert ann == {"key": "ann", "name": "Ann", "about": "makes catalogues", "telegram": 1001, "slack": ""}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1:9", "127.0.0.1.evil.example:8000", ""]
)
async def test_a_name_that_was_bound_to_this_machine_gets_nothing(page: httpx.AsyncClient, host: str) -> None:
    assert (await page.get("/playground/inside", headers={"host": host})).status_code == 421


async def test_this_machine_has_three_names(page: httpx.AsyncClient) -> None:
    for host in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST:8000"):
        assert (await page.get("/playground/clock", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9"])
@pytest.mark.parametrize("path", ["/playground/clock", "/emulated/telegram/client/say"])
async def test_a_page_elsewhere_may_not_act(page: httpx.AsyncClient, path: str, origin: str) -> None:
    answer = await page.post(path, json={"to": "hour"}, headers={"origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_plain_form_may_not_act(page: httpx.AsyncClient, kind: str) -> None:
    for path in ("/playground/clock", "/emulated/telegram/client/say"):
        answer = await page.post(path, content=b'{"to": "hour"}', headers={"content-type": kind})
        assert answer.status_code == 415


async def test_the_pages_own_requests_go_through(page: httpx.AsyncClient) -> None:
    answer = await page.post("/emulated/telegram/client/say", json={}, headers={"origin": HERE})
    assert answer.text == "said"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"hour"', b'{"to": null}', b'{"to": "yesterday"}', b'{"to": ["day"]}', b"\xff"]
)
async def test_the_clock_understands_three_words(page: httpx.AsyncClient, clock: Clock, body: bytes) -> None:
    assert (await page.post("/playground/clock", content=body, headers=JSON)).status_code == 400
    assert clock.now == THURSDAY


async def test_a_day_stops_wherever_something_is_due(page: httpx.AsyncClient, sqlite: Database, clock: Clock) -> None:
    due = THURSDAY + timedelta(hours=2, minutes=30)
    letter = dumps(Message("*Soon*"))
    await sqlite.run(lambda db: outbox.put(db, THURSDAY, "send", letter, Purpose.REMINDER, due=due, adapter="telegram"))
    answer = await page.post("/playground/clock", json={"to": "day"})
    assert datetime.fromisoformat(answer.json()["now"]) == THURSDAY + timedelta(days=1)
    assert due in clock.stops


@pytest.mark.parametrize(
    ("here", "monday"),
    [
        ("2026-06-18T10:00", "2026-06-22T09:00"),
        ("2026-06-22T08:59", "2026-06-22T09:00"),
        ("2026-06-22T09:00", "2026-06-29T09:00"),
        ("2026-10-24T23:00", "2026-10-26T09:00"),
    ],
)
def test_monday_is_at_nine_in_the_communitys_zone(here: str, monday: str) -> None:
    now = datetime.fromisoformat(here).replace(tzinfo=MADRID)
    assert arrival("monday", now.astimezone(UTC), MADRID) == datetime.fromisoformat(monday).replace(tzinfo=MADRID)


async def test_what_happened_comes_once(page: httpx.AsyncClient, sqlite: Database) -> None:
    before = (await page.get("/playground/inside")).json()
    assert (await page.get("/playground/inside", params={"since": before["version"]})).status_code == 204
    letter = dumps(Message("*Hello <b>Ann</b>*\nmore"))
    await sqlite.run(lambda db: outbox.put(db, THURSDAY, "send", letter, Purpose.NOTICE, adapter="telegram", chat="1"))
    after = (await page.get("/playground/inside", params={"since": before["version"]})).json()
    (sent,) = after["events"]
    assert (sent["purpose"], sent["state"], sent["text"]) == ("notice", "pending", "Hello <b>Ann</b>")


async def test_files_are_saved_and_only_pictures_shown(page: httpx.AsyncClient) -> None:
    for number in (1, 3):
        answer = await page.get(f"/playground/files/F{number}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"] == 'attachment; filename="meet.icsXy"'
    shown = await page.get("/playground/files/F2")
    assert (shown.headers["content-type"], "content-disposition" in shown.headers) == ("image/png", False)
    assert (await page.get("/playground/files/..%2f..%2fetc")).status_code == 404
    assert (await page.get("/static/..%2f..%2fpyproject.toml")).status_code == 404


def test_the_community_of_the_demo_has_a_past(sqlite: Database) -> None:
    network = load()
    who = seed.residents(network, 40)
    sqlite.run_now(partial(seed.fill, network=network, who=who, now=THURSDAY))
    told = sqlite.read_now(news)["events"]
    assert {"need", "introduction"} <= {event["kind"] for event in told}
    assert all(event["at"] <= THURSDAY.isoformat() for event in told)


def test_a_need_shows_its_matches_with_bars_and_reasons(sqlite: Database) -> None:
    network = load()
    sqlite.run_now(partial(seed.fill, network=network, who=seed.residents(network, 4), now=THURSDAY))
    values = {"side": "need", "community_id": 2, "member_id": 2, "text": "a catalogue", "state": "open"}
    need = sqlite.run_now(lambda db: needs.add(db, THURSDAY, **values))
    parts = [{"name": "concept", "value": 0.8, "fact": {}}, {"name": "exposure", "value": -0.2, "fact": {}}]
    found = matches.Candidate(1, 1, 0.57, parts, [("offer", {"offer": "catalogues"}), ("newcomer", {})])
    sqlite.run_now(lambda db: matches.keep(db, need, 2, found, THURSDAY))
    told = sqlite.read_now(news)["events"]
    (match,) = next(event for event in told if event["id"] == f"need-{need}")["matches"]
    assert (match["name"], match["score"], match["state"]) == ("Ann Whitaker", 0.57, "waiting")
    assert match["bars"] == [{"label": "same skill", "value": 0.8}, {"label": "asked often lately", "value": -0.2}]
    assert match["reasons"] == ["offers “catalogues”", "new here"]


@pytest.mark.parametrize("written", ["", "null", "3", "{", "[1, null, {}]", '[["x"]]', '{"x": "y"}', '[{"kind": 1}]'])
def test_parts_and_reasons_of_another_shape_break_nothing(written: str) -> None:
    assert bars(written) == []
    assert all(isinstance(said, str) for said in sentences(written))
