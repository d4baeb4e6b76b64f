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
