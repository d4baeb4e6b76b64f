"""Whether a message arrived on Slack: its history is asked, and what it cannot tell is not guessed."""

import pytest

from bot.adapters.base import Address, Parcel, SendFailed, Traceable
from bot.adapters.slack_tracing import PAGE, PAGES
from bot.ui import File, Home, Message
from bot.wire import Letter
from domain.delivery import Outcome
from emulators.slack import Fault
from emulators.slack.faults import Faults
from emulators.slack.state import Message as Stored
from tests.contract.slack_side import ANN, SlackSide

HERE = Address("slack", ANN, "T1")
RECORDED = (Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.UNAVAILABLE_AFTER, Fault.BROKEN_JSON, Fault.HALF_BODY)
LOST = (Fault.RESET_BEFORE, Fault.HANG_BEFORE, Fault.SERVER_ERROR)
LONG = Message("word " * 5000)


def parcel(text: Letter | str = "A match", key: str = "7", reference: str = "", op: str = "send") -> Parcel:
    letter = Message(text) if isinstance(text, str) else text
    return Parcel(op, HERE, letter, key, target="DU1/1.000001", reference=reference)


async def found(slack: SlackSide, about: Parcel, after: str = "") -> str | None:
    """As whoever reconciles does: what cannot be known now is asked for again."""
    while True:
        try:
            return await slack.adapter.find(about, after)
        except SendFailed as failed:
            if failed.outcome is not Outcome.RETRY:
                raise


async def unknown(slack: SlackSide, about: Parcel, after: str = "") -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await slack.adapter.find(about, after)
    return caught.value


async def fails(slack: SlackSide, about: Parcel, *faults: Fault | None) -> None:
    slack.world.faults.next(*faults)
    with pytest.raises(SendFailed):
        await slack.adapter.send(about)


def others_say(slack: SlackSide, count: int) -> None:
    for _ in range(count):
        slack.world.add(Stored(slack.world.ts(), "DU1", ANN, "hm", from_bot=False))


def test_slack_can_be_asked(slack: SlackSide) -> None:
    assert isinstance(slack.adapter, Traceable)


@pytest.mark.parametrize("fault", RECORDED)
async def test_what_slack_took_in_is_found_with_its_receipt(slack: SlackSide, fault: Fault) -> None:
    await fails(slack, parcel(), fault)
    (shown,) = slack.world.sees(ANN)
    assert await slack.adapter.find(parcel(), "") == f"{shown.channel}/{shown.ts}"
    assert await slack.adapter.find(parcel(key="8"), "") is None


@pytest.mark.parametrize("fault", LOST)
async def test_what_slack_never_took_in_is_surely_not_there(slack: SlackSide, fault: Fault) -> None:
    earlier = await slack.adapter.send(parcel(key="6"))
    await fails(slack, parcel(), fault)
    assert await slack.adapter.find(parcel(), earlier) is None


async def test_it_is_looked_for_among_what_was_said_since_by_slacks_own_order(slack: SlackSide) -> None:
    earlier = await slack.adapter.send(parcel(key="6"))
    receipt = await slack.adapter.send(parcel())
    others_say(slack, PAGE + 50)
    slack.clock.at -= 7 * 24 * 3600  # clocks may say what they like
    assert await found(slack, parcel(), earlier) == receipt
    asked = slack.asked("conversations.history")
    assert {call["oldest"] for call in asked} == {earlier.partition("/")[2]}
    assert {call.get("cursor", "") for call in asked} == {"", f"next:{PAGE}"}


async def test_a_card_that_was_changed_since_is_still_found(slack: SlackSide) -> None:
    receipt = await slack.adapter.send(parcel())
    await slack.adapter.send(Parcel("edit", HERE, Message("Taken"), "9", target=receipt))
    assert await slack.adapter.find(parcel(), "") == receipt


async def test_a_message_of_many_pages_is_found_by_its_last(slack: SlackSide) -> None:
    receipt = await slack.adapter.send(parcel(LONG))
    assert len(slack.sees()) == 3
    assert await slack.adapter.find(parcel(LONG), "") == receipt


async def test_what_arrived_in_part_stays_in_doubt(slack: SlackSide) -> None:
    await fails(slack, parcel(LONG), None, Fault.SERVER_ERROR)
    assert (await unknown(slack, parcel(LONG))).reason == "only a part of it arrived"
    await slack.adapter.send(parcel(Message("With a file", files=(File("a.ics", b"BEGIN"),)), key="8"))
    failed = await unknown(slack, parcel(Message("With a file", files=(File("a.ics", b"BEGIN"),)), key="8"))
    assert (failed.outcome, "files" in failed.reason) == (Outcome.STOP, True)


async def test_a_row_of_an_older_database_is_another_one(slack: SlackSide) -> None:
    await slack.adapter.send(parcel(reference="aaaaaaaa"))
    assert await slack.adapter.find(parcel(reference="bbbbbbbb"), "") is None
    assert await slack.adapter.find(parcel(reference="aaaaaaaa"), "") is not None


async def test_another_apps_message_with_our_key_proves_nothing(slack: SlackSide) -> None:
    forged = {"event_type": "tertulia_outbox", "event_payload": {"key": "7"}}
    slack.world.im(ANN)
    slack.world.add(Stored(slack.world.ts(), "DU1", ANN, "A match", from_bot=True, metadata=forged))
    assert (await unknown(slack, parcel())).outcome is Outcome.STOP


async def test_without_the_right_to_read_nobody_can_know(slack: SlackSide) -> None:
    await slack.adapter.send(parcel())
    slack.world.world.teams["T1"].scopes.remove("im:history")
    failed = await unknown(slack, parcel())
    assert (failed.outcome, failed.reason) == (Outcome.STOP, "missing_scope")


async def test_a_busy_place_is_not_read_for_ever(slack: SlackSide) -> None:
    await slack.adapter.send(parcel())
    others_say(slack, PAGE * PAGES)
    with pytest.raises(SendFailed, match="too much"):
        await found(slack, parcel())
    assert len({call.get("cursor", "") for call in slack.asked("conversations.history")}) == PAGES


@pytest.mark.parametrize("fault", [*RECORDED, *LOST, Fault.TOO_MANY])
async def test_a_history_that_cannot_be_read_now_is_asked_for_again(slack: SlackSide, fault: Fault) -> None:
    await slack.adapter.send(parcel())
    slack.world.faults = Faults(methods={"conversations.history"})
    slack.fail(fault)
    assert (await unknown(slack, parcel())).outcome is Outcome.RETRY
    assert await slack.adapter.find(parcel(), "") is not None


@pytest.mark.parametrize("about", [parcel(op="edit"), parcel(Home(()), op="home")], ids=["an edit", "a Home"])
async def test_only_new_messages_can_be_looked_for(slack: SlackSide, about: Parcel) -> None:
    assert (await unknown(slack, about)).outcome is Outcome.STOP
    assert slack.asked("conversations.history") == []
