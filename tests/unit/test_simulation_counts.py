"""How a simulation counts what was lost and doubled: by what the platforms saw, held against what the bot says."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot import wire
from bot.cli.simulation.counting.far_side import Deliveries, FarSide
from bot.cli.simulation.counting.sends import Row, Sends
from bot.cli.simulation.kills import Kills
from bot.cli.simulation.plan import BEGINS, Hand, Plan
from bot.ui import Message
from domain.delivery import Purpose, State
from tests.scheduler.channel import until

HELLO = ("telegram", "1001", "Hello & welcome")


def row(
    number: int, state: State = State.SENT, purpose: Purpose = Purpose.MATCH, text: str = "*Hello* & welcome"
) -> Row:
    return Row(number, state, "send", purpose, "telegram", "1001", "", wire.dumps(Message(text)))


def held_against(*rows: Row, delivered: Deliveries) -> FarSide:
    sends = Sends()
    sends.rows = {one.id: one for one in rows}
    return FarSide(sends, lambda: delivered)


def test_what_arrived_once_is_neither_lost_nor_doubled() -> None:
    ledger = held_against(row(1), delivered=Counter({HELLO: 1}))
    assert ledger.figures() == {"lost": 0, "doubled": 0}


def test_what_the_bot_calls_sent_and_nobody_got_is_lost() -> None:
    ledger = held_against(row(1), row(2), delivered=Counter({HELLO: 1}))
    assert ledger.lost() == [HELLO]


def test_what_may_go_out_once_and_came_twice_is_doubled() -> None:
    ledger = held_against(row(1), delivered=Counter({HELLO: 3}))
    assert ledger.doubled() == [HELLO, HELLO]


@pytest.mark.parametrize("seen", [0, 1])
def test_a_doubt_is_neither_lost_nor_doubled(seen: int) -> None:
    ledger = held_against(row(1, State.UNCERTAIN), delivered=Counter({HELLO: seen}))
    assert ledger.figures() == {"lost": 0, "doubled": 0}


def test_a_doubt_that_was_sent_again_is_doubled() -> None:
    ledger = held_against(row(1, State.UNCERTAIN), delivered=Counter({HELLO: 2}))
    assert len(ledger.doubled()) == 1


def test_an_answer_may_come_twice_after_a_crash() -> None:
    ledger = held_against(row(1, purpose=Purpose.ANSWER), delivered=Counter({HELLO: 2}))
    assert ledger.figures() == {"lost": 0, "doubled": 0}


def test_what_was_held_back_and_came_all_the_same_is_doubled() -> None:
    """Two rows, one of them cancelled: it may be seen once."""
    ledger = held_against(row(1), row(2, State.CANCELLED), delivered=Counter({HELLO: 2}))
    assert len(ledger.doubled()) == 1


def test_a_person_on_slack_is_seen_in_their_conversation() -> None:
    said = Row(1, State.SENT, "send", Purpose.MATCH, "slack", "U5001", "", wire.dumps(Message("*Hello* <you>")))
    ledger = held_against(said, delivered=Counter({("slack", "DU5001", "Hello &lt;you&gt;"): 1}))
    assert ledger.figures() == {"lost": 0, "doubled": 0}


def test_the_sends_add_up() -> None:
    sends = Sends()
    sends.rows = {n: row(n, state) for n, state in enumerate(State)}
    (counts,) = sends.figures().values()
    assert counts.pop("planned") == sum(counts.values()) == len(State)


def test_the_same_question_gets_the_same_dice_whatever_was_asked_before() -> None:
    plan = Plan(8, 2, 7)
    first = plan.chance("ann", "match", 3).random()
    plan.chance("ben", "match", 3).random()
    assert plan.chance("ann", "match", 3).random() == first
    assert plan.chance("ann", "match", 4).random() != first
    assert Plan(8, 2, 8).chance("ann", "match", 3).random() != first


def test_time_never_goes_back() -> None:
    hand = Hand(BEGINS)
    hand.move(BEGINS - timedelta(days=1))
    assert hand() == BEGINS
    hand.move(datetime(2026, 11, 1, tzinfo=UTC))
    assert hand.timestamp() == datetime(2026, 11, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("calls", [0, 3])
async def test_the_bot_is_killed_as_often_as_was_asked_for(calls: int) -> None:
    """Some while a platform takes a call, others at rest, and what found no moment at the very end."""
    plan, killed = Plan(8, 2, 7, kills=9), list[datetime]()
    hand = Hand(BEGINS)
    kills = Kills(plan, lambda: killed.append(hand.now))
    while hand.now < plan.ends:
        hand.move(hand.now + timedelta(hours=2))
        kills.begin(hand.now)
        for _ in range(calls):
            kills.seen("getUpdates", {})
            kills.seen("sendMessage", {})
        kills.end()
    while kills.last():
        pass
    await until(lambda: len(killed) == plan.kills)  # some come a moment after their call
    assert not kills.last()
