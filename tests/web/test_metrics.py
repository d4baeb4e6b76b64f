"""`/metrics`: who may read it, what it says, and that nothing a person typed is in it."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection

from bot.watching import Watch
from domain.delivery import Purpose, State
from storage import outbox, ticks
from storage.db import Database
from tests.journeys.stage import NOW, Stage
from tests.scheduler.channel import until
from web import app, metrics

TOKEN = "a-token-of-the-metrics"


@pytest.fixture
def stage(sqlite: Database) -> Stage:
    return Stage(sqlite)


async def page(
    db: Database,
    watch: Watch | None = None,
    *,
    token: str = "",
    client: str = "127.0.0.1",
    headers: Any = (),
    patience: float = 10.0,
) -> httpx.Response:
    routes = metrics.routes(db, lambda: NOW, watch or Watch(), token, patience)
    to = httpx.ASGITransport(app.build(routes), client=(client, 4711))
    async with httpx.AsyncClient(transport=to, base_url="http://here") as http:
        return await http.get("/metrics", headers=headers)


def series(answer: httpx.Response) -> dict[tuple[str, ...], float]:
    """Each sample's value by its name and its labels' values, as Prometheus reads them: in the order of their names."""
    assert answer.status_code == 200
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.mark.parametrize("client", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
async def test_without_a_token_this_machine_may_read(sqlite: Database, client: str) -> None:
    assert (await page(sqlite, client=client)).status_code == 200


@pytest.mark.parametrize("client", ["10.0.0.7", "192.168.1.9", "2001:db8::1", "::ffff:10.0.0.7", "", "unix:"])
async def test_without_a_token_no_other_machine_may(sqlite: Database, client: str) -> None:
    answer = await page(sqlite, client=client)
    assert answer.status_code == 403
    assert "TERTULIA_METRICS_TOKEN" in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"])
async def test_a_proxy_on_this_machine_is_not_this_machine(sqlite: Database, header: str) -> None:
    assert (await page(sqlite, headers={header: "127.0.0.1"})).status_code == 403


async def test_with_a_token_whoever_brings_it_may_read(sqlite: Database) -> None:
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert (await page(sqlite, token=TOKEN, client="10.0.0.7", headers=right)).status_code == 200
    wrong: list[Any] = [
        {}, {"Authorization": TOKEN}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer ünlucky".encode()}, [("Authorization", f"Bearer {TOKEN}")] * 2,
    ]  # fmt: skip
    for headers in wrong:
        answer = await page(sqlite, token=TOKEN, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert TOKEN not in answer.text


async def test_the_queue_is_read_from_the_database(sqlite: Database) -> None:
    def fill(db: Connection) -> None:
        for state, minutes in ((State.PENDING, 3), (State.PENDING, 1), (State.UNCERTAIN, 9), (State.SENT, 9)):
            due = NOW - timedelta(minutes=minutes)
            outbox.put(db, NOW, "send", "{}", Purpose.NOTICE, chat="a", adapter="x", due=due, state=str(state))
        ticks.plan(db, "note", "milk", NOW - timedelta(seconds=5))

    sqlite.run_now(fill)
    found = series(await page(sqlite))
    states = {name[1]: value for name, value in found.items() if name[0] == "tertulia_outbox_rows"}
    assert states == {"pending": 2, "sending": 0, "uncertain": 1}
    assert found["tertulia_outbox_late_seconds",] == 180
    assert found["tertulia_work_late_seconds",] == 5
    assert found["process_resident_memory_bytes",] > 0


async def test_what_people_do_is_counted_by_our_names_and_never_by_their_words(stage: Stage) -> None:
    for text in ("note milk", "refuse cheese", "break glass", "gibberish"):
        await stage.says(text)
    twice = stage.said("note twice")
    await stage.takes(twice, twice)
    answer = await page(stage.db, stage.watch)
    found = series(answer)
    assert found["tertulia_inbound_total", "said", "letters"] == 6
    assert found["tertulia_inbound_repeated_total", "letters"] == 1
    assert found["tertulia_handled_total", "command", "done", "note"] == 2
    assert found["tertulia_handled_total", "command", "refused", "refuse"] == 1
    assert found["tertulia_handled_total", "command", "broke", "break"] == 1
    assert found["tertulia_handled_total", "", "done", ""] == 1
    assert found["tertulia_handler_seconds_bucket", "command", "+Inf", "note"] == 2
    assert found["tertulia_sends_total", "letters", "sent"] == 5
    assert found["tertulia_send_lag_seconds_count", "letters"] == 5
    assert found["tertulia_database_units_total",] >= found["tertulia_database_commits_total",] > 0
    assert not [word for word in ("milk", "cheese", "glass", "gibberish", "ann") if word in answer.text]


class Stalled:
    """A database whose answers hang until the test lets go."""

    def __init__(self, folder: Path) -> None:
        self.db = Database(f"sqlite:///{folder}/t.db")
        self.go, self.begun = threading.Event(), 0

    def hang(self, db: Connection) -> None:
        del db
        self.begun += 1
        self.go.wait(60)


@pytest.fixture
def stalled(tmp_path: Path) -> Iterator[Stalled]:
    found = Stalled(tmp_path)
    yield found
    found.go.set()
    found.db.close()


async def test_a_database_that_hangs_gives_no_page_instead_of_none_ever(stalled: Stalled) -> None:
    hanging = [asyncio.create_task(stalled.db.read(stalled.hang)) for _ in range(4)]
    await until(lambda: stalled.begun == 4)
    answer = await page(stalled.db, patience=0.02)
    assert (answer.status_code, answer.text) == (503, "The database does not answer within 0.02 seconds.\n")
    stalled.go.set()
    await asyncio.gather(*hanging)


async def test_a_database_that_is_not_there_gives_no_page(tmp_path: Path) -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert (await page(db)).status_code == 503
    db.close()
