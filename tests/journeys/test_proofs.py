"""A tap or an answer settles a send in doubt: whoever has the message before them proves that it arrived."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot import wire
from bot.markup import plain
from bot.ui import Button, File, Message, Run, row
from domain.delivery import Purpose, State
from emulators.slack import Fault as SlackFault
from emulators.telegram.faults import Fault as TelegramFault
from storage import outbox, people
from tests.journeys.people import Person
from tests.journeys.world import World, opened

FAULTS = {"telegram": TelegramFault.RESET_AFTER, "slack": SlackFault.RESET_AFTER}
CARD = Message("Ben could help you.", row(Button("Find somebody", Run("find"))))


@pytest.fixture(params=FAULTS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """Each platform that can leave us in doubt."""
    async with opened(tmp_path, request.param) as world:
        yield world


async def doubted(world: World, ann: Person, message: Message = CARD) -> int:
    """A message to Ann that arrives without our hearing of it."""
    platform: Any = world.platforms[world.here]
    platform.emulator.faults.next(FAULTS[world.here])
    item = await world.db.run(partial(_put, message=message, world=world))
    await world.bot.settle()
    assert state(world, item) == State.UNCERTAIN
    ann.sees(plain(message.text))
    return item


def _put(db: Connection, message: Message, world: World) -> int:
    ann = db.execute(select(people.member.c.id).where(people.member.c.name == "Ann")).scalar_one()
    letter, columns = wire.dumps(message), {"member_id": ann}
    item = outbox.put(db, world.clock(), "send", letter, Purpose.MATCH, **columns)
    assert item
    return item.id


def state(world: World, item: int) -> str:
    query = select(outbox.outbox.c.state).where(outbox.outbox.c.id == item)
    return str(world.db.read_now(lambda db: db.execute(query).scalar_one()))


async def test_a_tap_on_its_button_proves_that_it_arrived(place: World) -> None:
    ann = await place.member("Ann")
    item = await doubted(place, ann)
    await ann.taps("Find somebody")
    assert state(place, item) == State.SENT
    query = select(outbox.outbox.c.receipt).where(outbox.outbox.c.id == item)
    receipt = place.db.read_now(lambda db: db.execute(query).scalar_one())
    assert receipt.count("/") == 1, "and now its place is known"


async def test_the_same_button_on_another_message_proves_nothing(place: World) -> None:
    ann = await place.member("Ann")
    sent = await place.db.run(partial(_put, message=CARD, world=place))
    await place.bot.settle()
    assert state(place, sent) == State.SENT
    doubt = await place.db.run(partial(_put, message=CARD, world=place))
    lost = update(outbox.outbox).where(outbox.outbox.c.id == doubt)
    await place.db.run(lambda db: db.execute(lost.values(state="uncertain", chat=_chat(db, sent), adapter=place.here)))
    await ann.taps("Find somebody")
    assert state(place, doubt) == State.UNCERTAIN


def _chat(db: Connection, item: int) -> str:
    return str(db.execute(select(outbox.outbox.c.chat).where(outbox.outbox.c.id == item)).scalar_one())


async def test_between_two_that_could_be_meant_a_tap_does_not_decide(place: World) -> None:
    ann = await place.member("Ann")
    first, second = await doubted(place, ann), await doubted(place, ann)
    await ann.taps("Find somebody")
    assert {state(place, first), state(place, second)} == {State.UNCERTAIN}


async def test_a_tap_says_nothing_of_files_that_followed(place: World) -> None:
    ann = await place.member("Ann")
    with_file = Message(CARD.text, CARD.rows, files=(File("friday.ics", b"BEGIN:VCALENDAR"),))
    item = await doubted(place, ann, with_file)
    await ann.taps("Find somebody")
    assert state(place, item) == State.UNCERTAIN


async def answers(world: World, text: str, to: str) -> None:
    """Ann answers to the newest message that says so."""
    telegram: Any = world.platforms["telegram"]
    ann = telegram.id_of("Ann")
    shown = next(shown for shown in reversed(telegram.emulator.sees(ann)) if shown.text == to)
    telegram.emulator.says(ann, text, reply_to=shown.message_id)
    await telegram.delivered()
    await world.bot.settle()


async def test_an_answer_to_it_proves_that_it_arrived(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram") as world:
        ann = await world.member("Ann")
        first = await doubted(world, ann, Message("Ben could *help* you."))
        second = await doubted(world, ann, Message("Kim could too."))
        await answers(world, "help", to="Kim could too.")
        assert (state(world, first), state(world, second)) == (State.UNCERTAIN, State.SENT)
        await answers(world, "thanks", to="Ben could help you.")
        assert state(world, first) == State.SENT


async def test_an_answer_to_something_else_proves_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram") as world:
        ann = await world.member("Ann")
        sent = await world.db.run(partial(_put, message=CARD, world=world))
        await world.bot.settle()
        assert state(world, sent) == State.SENT
        await answers(world, "help", to=CARD.text)
        doubt = await doubted(world, ann)
        await answers(world, "help", to="help")
        assert state(world, doubt) == State.UNCERTAIN
