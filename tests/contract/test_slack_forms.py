"""Forms on Slack: a modal comes back filled, with what is wrong beside each field, and is never lost."""

from bot.incoming import Filled
from tests.contract.slack_letters import SHEET, Picky, parcel
from tests.contract.slack_side import ANN, SlackSide


async def test_a_form_comes_back_filled(slack: SlackSide) -> None:
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", "need")
    await slack.adapter.send(parcel(SHEET, "open", trigger=slack.inbox.values[0].trigger))
    answers = {"text": "A web designer", "tags": ["First", "Second"], "until": "2026-06-30"}
    assert await slack.world.fills(ANN, answers) is None
    filled = slack.inbox.values[1]
    assert isinstance(filled, Filled)
    assert (filled.form, filled.hidden) == ("need", {"id": "17"})
    assert filled.values == {"text": "A web designer", "kind": "skill", "tags": "a,b", "until": "2026-06-30"}
    assert slack.world.modal(ANN) is None


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_stored(slack: SlackSide) -> None:
    slack.inbox = Picky()
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", "need")
    await slack.adapter.send(parcel(SHEET, "open", trigger=slack.inbox.values[0].trigger))
    refused = await slack.world.fills(ANN, {"text": "x"})
    assert refused == {"text": "(es-ES) Please answer in a few words."}
    assert len(slack.inbox.values) == 1
    assert await slack.world.fills(ANN, {"text": "A web designer"}) is None
    assert len(slack.inbox.values) == 2


async def test_a_form_that_cannot_be_stored_stays_open(slack: SlackSide) -> None:
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", "need")
    await slack.adapter.send(parcel(SHEET, "open", trigger=slack.inbox.values[0].trigger))
    slack.inbox.unavailable = 1
    refused = await slack.world.fills(ANN, {"text": "A web designer"})
    assert refused is not None
    assert "Try again" in refused["text"]
    assert await slack.world.fills(ANN, {}) is None
    assert isinstance(slack.inbox.values[-1], Filled)
