"""Socket Mode: the same deliveries without a public address, acknowledged once they are stored."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.base import Address, Parcel
from bot.incoming import Commanded, Filled, Pressed, Said
from bot.ui import Button, Message, Run, row
from tests.contract.slack_letters import SHEET, Picky, parcel
from tests.contract.slack_side import ANN, SlackSide, slack_side
from tests.contract.telegram_side import until


@pytest.fixture
async def socket() -> AsyncIterator[SlackSide]:
    """An adapter with an app token and no signing secret."""
    async with slack_side(slack_app_token="xapp-test", slack_signing_secret="") as side:
        side.world.request_url = None
        side.inbox = Picky()
        await side.listen()
        yield side
        assert side.violations() == []


async def test_messages_commands_taps_and_forms_arrive(socket: SlackSide) -> None:
    await socket.world.says(ANN, "hello")
    ack = await socket.world.commands(ANN, "/tertulia", "need")
    assert ack.ok
    await socket.adapter.send(parcel(SHEET, "open", trigger=socket.inbox.values[-1].trigger))
    assert await socket.world.fills(ANN, {"text": "x"}) == {"text": "(es-ES) Please answer in a few words."}
    assert await socket.world.fills(ANN, {"text": "A web designer"}) is None
    await socket.adapter.send(
        Parcel("send", Address("slack", ANN, "T1"), Message("Go?", row(Button("Go", Run("x")))), "1")
    )
    await socket.taps("Go")
    assert [type(value) for value in socket.inbox.values] == [Said, Commanded, Filled, Pressed]


async def test_what_is_not_stored_is_not_acknowledged_and_comes_again(socket: SlackSide) -> None:
    socket.world.patience = 0.3
    socket.inbox.unavailable = 1
    await socket.says("hello")
    assert [value.text for value in socket.inbox.values if isinstance(value, Said)] == ["hello"]
    socket.inbox.unavailable = 1
    await socket.world.commands(ANN, "/tertulia", "need")
    assert "Try again" in socket.world.sees(ANN)[-1].plain


async def test_the_socket_opens_again_when_slack_asks_for_it(socket: SlackSide) -> None:
    await socket.world.door.drop()
    await until(lambda: socket.world.door.open)
    await socket.world.says(ANN, "still there?")
    assert len(socket.inbox.values) == 1


@pytest.fixture
async def lively() -> AsyncIterator[SlackSide]:
    """The same, and the bot looks after its socket twice a second."""
    async with slack_side(slack_app_token="xapp-test", slack_signing_secret="", pulse=0.5, silence=30) as side:
        side.world.request_url, side.world.patience = None, 0.3
        await side.listen()
        yield side
        assert side.violations() == []


async def heard(side: SlackSide) -> list[str]:
    """Slack brings again what was not acknowledged, until it is; all that Ann is heard to have said."""
    while side.world.mail.retries:
        side.clock.at += 300
        await side.world.tick()
    return [value.text for value in side.inbox.values if isinstance(value, Said)]


async def test_a_socket_that_goes_silent_is_noticed_and_what_was_said_meanwhile_arrives_once(
    lively: SlackSide,
) -> None:
    door = lively.world.door
    await lively.world.says(ANN, "before")
    assert await heard(lively) == ["before"]
    opened = len(lively.asked("apps.connections.open"))
    door.deafen()
    await lively.world.says(ANN, "heard, and the acknowledgement is lost")
    door.stall()
    await lively.world.says(ANN, "in the silence")
    await until(lambda: len(lively.asked("apps.connections.open")) > opened and door.lively)
    assert await heard(lively) == ["before", "heard, and the acknowledgement is lost", "in the silence"]
    await lively.world.says(ANN, "after")
    assert (await heard(lively))[3:] == ["after"]


async def test_a_door_that_was_shut_is_found_open_again(lively: SlackSide) -> None:
    door = lively.world.door
    door.shut()
    door.stall()
    await until(lambda: door.turned_away >= 2)
    door.shut(False)
    await until(lambda: door.lively)
    await lively.world.says(ANN, "still there?")
    assert await heard(lively) == ["still there?"]
