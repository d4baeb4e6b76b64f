"""Each failure of a Telegram call has one outcome, and one word where the address is concerned."""

import json

import pytest
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.adapters.base import SendFailed
from bot.adapters.far_side import Reply
from bot.adapters.telegram_errors import Floods, InDoubtError, NotSentError, TooManyError, failure
from bot.adapters.telegram_transport import _refused
from domain.delivery import Outcome

RETRY, STOP, UNCERTAIN = Outcome.RETRY, Outcome.STOP, Outcome.UNCERTAIN


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (BadRequest("Bad Request: chat not found"), STOP, "chat_not_found"),
        (BadRequest("Bad Request: PEER_ID_INVALID"), STOP, "chat_not_found"),
        (BadRequest("Bad Request: message is too long"), STOP, "Message is too long"),
        (Forbidden("Forbidden: bot was blocked by the user"), STOP, "blocked"),
        (Forbidden("Forbidden: user is deactivated"), STOP, "deactivated"),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), STOP, "cannot_start"),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), STOP, "kicked"),
        (Forbidden("Forbidden: bot is not a member of the channel chat"), STOP, "kicked"),
        (Forbidden("Forbidden: the group chat was deleted"), STOP, "chat_not_found"),
        (InvalidToken("Unauthorized"), STOP, "invalid_token"),
        (Conflict("Conflict: terminated"), RETRY, "Conflict: terminated"),
        (NotSentError("Telegram was not reached"), RETRY, "Telegram was not reached"),
        (TooManyError(5), RETRY, "rate_limited"),
        (InDoubtError("no answer"), UNCERTAIN, "no answer"),
        (TelegramError("Invalid server response"), UNCERTAIN, "Invalid server response"),
        (KeyError("https://api.example/bot1:token"), UNCERTAIN, "no readable answer (KeyError)"),
    ],
)
def test_each_error_has_one_outcome(error: Exception, outcome: Outcome, reason: str) -> None:
    assert (failure(error).outcome, failure(error).reason) == (outcome, reason)


def test_waits_and_moves_are_handed_on() -> None:
    assert failure(TooManyError(5)).wait == 5
    assert failure(ChatMigrated(-1009)).moved_to == "-1009"
    known = SendFailed(STOP, "known")
    assert failure(known) is known


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [
        (429, {"parameters": {"retry_after": 7}}, (RETRY, 7)),
        (429, {"description": "Too Many Requests"}, (RETRY, None)),
        (400, {"parameters": {"retry_after": 7}}, (RETRY, 7)),
        (413, {}, (STOP, None)),
        (302, {}, (UNCERTAIN, None)),
        (500, {}, (UNCERTAIN, None)),
        (503, {}, (UNCERTAIN, None)),
    ],
)
def test_each_refusal_by_its_number(code: int, body: dict[str, object], expected: tuple[Outcome, float | None]) -> None:
    refused = _refused(Reply(code, {}, json.dumps(body).encode()))
    assert refused is not None
    assert (failure(refused).outcome, failure(refused).wait) == expected


def test_the_token_waits_only_when_two_people_must() -> None:
    now = [0.0]
    floods, flood = Floods(lambda: now[0]), SendFailed(RETRY, "rate_limited", 3)
    chats = [("7", 0.0), ("-100", 0.0), ("8", 1.0), ("9", 9.0)]
    told = []
    for chat, moment in chats:
        now[0] = moment
        told.append(floods.seen(chat, flood).everyone)
    assert told == [False, False, True, False]
    other = SendFailed(STOP, "blocked")
    assert floods.seen("7", other) is other
