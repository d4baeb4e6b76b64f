"""What leaves for Slack: modals and their stand-in, Homes, files, edits, keys for looking again, failures."""

import json

import pytest

from bot.adapters.base import Address, Parcel, SendFailed
from bot.adapters.far_side import Reply
from bot.adapters.slack_errors import PAUSE, answer_of
from bot.ui import Button, File, Home, Message, Run, Sheet, row
from domain.delivery import Outcome
from emulators.slack import Fault
from tests.contract.slack_letters import KNOCK, SHEET, parcel
from tests.contract.slack_side import ANN, TOKEN, SlackSide, slack_side


async def trigger(slack: SlackSide) -> str:
    """Ann types a command: what may open a form."""
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", "need")
    return slack.inbox.values[-1].trigger


async def test_a_form_opens_as_a_modal(slack: SlackSide) -> None:
    await slack.adapter.send(parcel(SHEET, "open", trigger=await trigger(slack)))
    modal = slack.world.modal(ANN)
    assert modal is not None
    assert modal["title"]["text"] == "A need"
    assert slack.world.sees(ANN) == []


@pytest.mark.parametrize("how", ["too late", "used", "invented", "too large"])
async def test_a_form_that_cannot_open_is_replaced_by_a_message(slack: SlackSide, how: str) -> None:
    given, sheet = await trigger(slack), SHEET
    if how == "too late":
        slack.clock.at += 4
    if how == "used":
        await slack.adapter.send(parcel(SHEET, "open", trigger=given))
    if how == "invented":
        given = "1.2.3"
    if how == "too large":
        sheet = Sheet("need", "A need", "Save", SHEET.questions, hidden={"id": "x" * 4000})
    receipt = await slack.adapter.send(parcel(sheet, "open", trigger=given))
    (seen,) = slack.sees()
    assert (seen.text, seen.labels) == ("The form is ready when you are.", ("Open the form",))
    assert "/" in receipt


async def test_a_form_without_a_stand_in_says_why_it_failed(slack: SlackSide) -> None:
    with pytest.raises(SendFailed) as caught:
        await slack.adapter.send(Parcel("open", Address("slack", ANN, "T1"), SHEET, "1", trigger="1.2.3"))
    assert caught.value.outcome is Outcome.STOP


async def test_the_home_is_published_and_published_again(slack: SlackSide) -> None:
    for text in ("*Your week, Ann*", "*Nothing new*"):
        await slack.adapter.send(parcel(Home((Message(text, row(Button("Find", Run("find")))),)), "home"))
    shown = await slack.world.opens_home(ANN)
    assert shown is not None
    assert "Nothing new" in str(shown["blocks"])
    assert "Your week" not in str(shown["blocks"])


async def test_picture_and_file_follow_the_words_with_their_bytes(slack: SlackSide) -> None:
    picture, invite = File("plan.png", b"\x89PNG", "image/png"), File("friday.ics", b"BEGIN:VCALENDAR")
    message = Message(
        "Pizza on Friday",
        row(Button("Going", Run("yes"))),
        files=(invite, File("empty", b"")),
        image=picture,
        alt="The plan of the room",
    )
    receipt = await slack.adapter.send(parcel(message))
    words, files = slack.world.sees(ANN)
    assert receipt == f"{words.channel}/{words.ts}"
    assert [(file.name, file.content) for file in files.files] == [
        ("plan.png", b"\x89PNG"),
        ("friday.ics", invite.content),
    ]
    assert slack.asked("files.getUploadURLExternal")[-1]["alt_txt"] == "The plan of the room"


async def test_an_edit_does_not_bring_the_picture_again(slack: SlackSide) -> None:
    picture = File("plan.png", b"\x89PNG", "image/png")
    receipt = await slack.adapter.send(parcel(Message("Pizza on Friday", image=picture, alt="The plan")))
    await slack.adapter.send(parcel(Message("Pasta on Friday", image=picture, alt="The plan"), "edit", target=receipt))
    words, files = slack.world.sees(ANN)
    assert (words.plain, len(files.files)) == ("Pasta on Friday", 1)
    assert len(slack.asked("files.getUploadURLExternal")) == 1


async def test_the_points_inside_one_request_are_passed_in_order() -> None:
    passed: list[str] = []
    async with slack_side(passing=passed.append) as side:
        await side.adapter.send(parcel(Message("Hello")))
        assert [seen.text for seen in side.sees()] == ["Hello"]
        assert await side.adapter.whoami() == "tertulia in Tertulia"
    assert passed == ["outbox.half_written", "outbox.request_written", "outbox.headers_read"]


async def test_nothing_is_sent_twice_by_the_library_itself(slack: SlackSide) -> None:
    for fault in (Fault.RESET_BEFORE, Fault.TOO_MANY, Fault.SERVER_ERROR):
        slack.fail(fault)
        before = len(slack.asked("chat.postMessage"))
        with pytest.raises(SendFailed):
            await slack.adapter.send(parcel(Message("Once")))
        assert len(slack.asked("chat.postMessage")) == before
    assert slack.sees() == []


async def test_a_later_part_waits_and_a_part_that_fails_leaves_a_doubt(slack: SlackSide) -> None:
    long = Message("word " * 5000)
    slack.world.faults.retry_after = 0
    slack.world.faults.next(None, Fault.TOO_MANY)
    await slack.adapter.send(parcel(long))
    assert len(slack.sees()) == 3
    slack.world.faults.next(None, Fault.SERVER_ERROR)
    with pytest.raises(SendFailed) as caught:
        await slack.adapter.send(parcel(long))
    assert caught.value.outcome is Outcome.UNCERTAIN


async def test_a_limit_is_everyones_and_as_long_as_slack_said(slack: SlackSide) -> None:
    slack.world.faults.retry_after = 7
    slack.fail(Fault.TOO_MANY)
    with pytest.raises(SendFailed) as caught:
        await slack.adapter.send(parcel(Message("Hello")))
    assert (caught.value.wait, caught.value.everyone) == (7.0, True)


async def test_nobody_at_the_other_end_is_surely_not_sent() -> None:
    async with slack_side() as slack:
        pass
    with pytest.raises(SendFailed) as caught:
        await slack.adapter.send(parcel(Message("Hello")))
    assert caught.value.outcome is Outcome.RETRY


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        ("channel_not_found", Outcome.STOP, "chat_not_found"),
        ("user_not_found", Outcome.STOP, "chat_not_found"),
        ("is_archived", Outcome.STOP, "chat_not_found"),
        ("not_in_channel", Outcome.STOP, "chat_not_found"),
        ("user_disabled", Outcome.STOP, "deactivated"),
        ("account_inactive", Outcome.STOP, "invalid_token"),
        ("invalid_auth", Outcome.STOP, "invalid_token"),
        ("token_revoked", Outcome.STOP, "invalid_token"),
        ("not_authed", Outcome.STOP, "invalid_token"),
        ("missing_scope", Outcome.STOP, "missing_scope"),
        ("msg_too_long", Outcome.STOP, "msg_too_long"),
        ("ratelimited", Outcome.RETRY, "rate_limited"),
        ("team_added_to_org", Outcome.RETRY, "team_added_to_org"),
        ("internal_error", Outcome.UNCERTAIN, "internal_error"),
        ("fatal_error", Outcome.UNCERTAIN, "fatal_error"),
    ],
)
def test_slacks_words_have_their_outcome(code: str, outcome: Outcome, reason: str) -> None:
    with pytest.raises(SendFailed) as refused:
        answer_of(Reply(200, {}, json.dumps({"ok": False, "error": code}).encode()))
    assert (refused.value.outcome, refused.value.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("reply", "outcome", "wait"),
    [
        (Reply(429, {"retry-after": "7"}, b""), Outcome.RETRY, 7.0),
        (Reply(429, {"retry-after": "soon"}, b""), Outcome.RETRY, PAUSE),
        (Reply(503, {}, b'{"ok":false,"error":"not_authed"}'), Outcome.UNCERTAIN, None),
        (Reply(200, {}, b"<html>"), Outcome.UNCERTAIN, None),
        (Reply(200, {}, b'{"ok":false,"error":7}'), Outcome.UNCERTAIN, None),
        (Reply(200, {}, b"[]"), Outcome.UNCERTAIN, None),
        (Reply(302, {}, b'{"ok":true}'), Outcome.UNCERTAIN, None),
    ],
)
def test_each_answer_of_slack_has_its_outcome(reply: Reply, outcome: Outcome, wait: float | None) -> None:
    with pytest.raises(SendFailed) as refused:
        answer_of(reply)
    assert (refused.value.outcome, refused.value.wait) == (outcome, wait)


async def test_a_token_that_slack_does_not_know_stops_and_is_never_shown(
    slack: SlackSide, caplog: pytest.LogCaptureFixture
) -> None:
    assert await slack.adapter.whoami() == "tertulia in Tertulia"
    slack.world.world.revoked.append(TOKEN)
    with caplog.at_level("DEBUG"), pytest.raises(SendFailed) as caught:
        await slack.adapter.whoami()
    assert caught.value.reason == "invalid_token"
    with pytest.raises(SendFailed) as refused:
        await slack.adapter.send(parcel(KNOCK))
    assert refused.value.reason == "invalid_token"
    assert TOKEN not in caplog.text + repr(caught.value) + repr(refused.value)
