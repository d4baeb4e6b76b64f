"""What sender and engine tell about themselves, and the reference that leads from work to what it sends."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.adapters.base import SendFailed
from bot.context import Desk, Setting
from bot.i18n import Catalogues
from bot.ui import Message
from bot.watching import Watch
from domain.delivery import Outcome
from scheduler.engine.embedded import Engine
from scheduler.sender import Sender
from scheduler.works import Office, Works
from storage import outbox, people, ticks
from storage.db import Database
from tests.scheduler.channel import Channel, until
from tests.scheduler.post import NOW, Post


def counted(watch: Watch, name: str) -> dict[tuple[str, ...], int]:
    """The series of a counter, or how often a histogram was told something."""
    for total in watch.totals():
        if total.name == name:
            return dict(total.rows())
    return {values: sum(counts) for s in watch.spreads() if s.name == name for values, counts, _ in s.rows()}


async def test_each_try_is_counted_by_what_became_of_it(sqlite: Database) -> None:
    post, watch = Post(sqlite), Watch()
    post.sender = Sender(sqlite, {"letters": post.channels[0]}, {}, lambda: post.now, "first", watch)
    failures = post.channels[0].failures
    failures["ben"].append(SendFailed(Outcome.RETRY, "rate_limited", 5))
    failures["kim"].append(SendFailed(Outcome.STOP, "blocked"))
    failures["lea"].append(SendFailed(Outcome.UNCERTAIN, "no answer"))
    for chat in ("ann", "ben", "kim", "lea"):
        await post.put("Hello", chat=chat, due=NOW - timedelta(seconds=3))
    await post.sender.idle()
    sends = {values[1]: count for values, count in counted(watch, "tertulia_sends").items()}
    assert sends == {"sent": 1, "pending": 1, "failed": 1, "uncertain": 1}
    assert counted(watch, "tertulia_rate_limited") == {("letters",): 1}
    (lag,) = [spread for spread in watch.spreads() if spread.name == "tertulia_send_lag_seconds"]
    assert [seconds for _, _, seconds in lag.rows()] == [12.0], "from due to the first byte"


class Shop:
    """An engine with work of three kinds."""

    def __init__(self, db: Database) -> None:
        self.db, self.watch, self.works = db, Watch(), Works()
        self.works.due("says")(self._says)
        self.works.due("breaks")(self._breaks)
        self.works.every(timedelta(hours=1), "looks")(self._looks)
        self.office = Office(db, Setting(Catalogues(), lambda: NOW), lambda: None)
        self.engine = Engine(self.office, self.works, watch=self.watch)

    async def _says(self, office: Office, key: str) -> None:
        await office.run(partial(_say, key=key))

    async def _breaks(self, _: Office, key: str) -> None:
        raise ValueError(f"broken: {key}")

    async def _looks(self, office: Office, key: str) -> None:
        await office.run(lambda _: key)


def _say(desk: Desk, key: str) -> None:
    member = people.add_member(desk.db, key, "en", "Europe/Madrid", None, NOW)
    desk.send(member, lambda t: Message(t("Hello")))


@pytest.fixture
def shop(sqlite: Database) -> Shop:
    return Shop(sqlite)


async def test_work_is_counted_by_its_name(shop: Shop) -> None:
    for work in ("says", "breaks"):
        await shop.db.run(partial(ticks.plan, work=work, key="Ann", at=NOW))
    with capture_logs():
        await shop.engine.look()
    assert counted(shop.watch, "tertulia_slots_won") == {("looks",): 1}
    assert counted(shop.watch, "tertulia_work_seconds") == {("says",): 1, ("breaks",): 1, ("looks",): 1}
    assert counted(shop.watch, "tertulia_work_failures") == {("breaks",): 1}


async def test_what_work_sends_names_the_work(shop: Shop) -> None:
    for key in ("Ann", "Ben"):
        await shop.db.run(partial(ticks.plan, work="says", key=key, at=NOW))
    await shop.engine.look()
    query = select(outbox.outbox.c.reference)
    references = shop.db.read_now(lambda on: list(on.execute(query).scalars()))
    assert len(references) == len(set(references)) == 2
    assert all(len(reference) == 8 for reference in references)


async def test_an_engine_ticks_from_its_start_to_its_end(shop: Shop) -> None:
    assert not shop.engine.ticking
    shop.engine.start()
    await until(lambda: shop.engine.ticking)
    await shop.engine.stop()
    assert not shop.engine.ticking


async def test_a_lane_that_one_message_began_names_each_rows_own_reference(sqlite: Database) -> None:
    channel = Channel()
    post = Post(sqlite, channel)
    channel.failures["ann"].extend(SendFailed(Outcome.STOP, "blocked") for _ in range(2))
    for reference in ("first", "second"):
        await post.put("Hello", reference=reference)
    with capture_logs() as logs:
        await post.sender.idle()
    assert [line["reference"] for line in logs if line["event"] == "not sent"] == ["first", "second"]
