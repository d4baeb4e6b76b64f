"""What follows a try: one table, a cell a test."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.delivery import MAX_ATTEMPTS, Outcome, Purpose, State, after, after_crash

NOW = datetime(2026, 11, 18, tzinfo=UTC)
ONCE = [purpose for purpose in Purpose if purpose.once]
AGAIN = [purpose for purpose in Purpose if not purpose.once]


def test_the_purposes_that_may_repeat_are_few() -> None:
    assert set(AGAIN) == {Purpose.ANSWER, Purpose.LOGIN, Purpose.SEAT}


@pytest.mark.parametrize("purpose", Purpose)
def test_what_is_known_is_written_down(purpose: Purpose) -> None:
    assert after(Outcome.SENT, purpose, 1, NOW).state is State.SENT
    assert after(Outcome.STOP, purpose, 1, NOW).state is State.FAILED


@pytest.mark.parametrize("purpose", ONCE)
def test_doubt_about_a_once_send_is_parked(purpose: Purpose) -> None:
    assert after(Outcome.UNCERTAIN, purpose, 1, NOW).state is State.UNCERTAIN
    assert after_crash(purpose) is State.UNCERTAIN


@pytest.mark.parametrize("purpose", AGAIN)
def test_doubt_about_an_answer_repeats_it_once(purpose: Purpose) -> None:
    assert after(Outcome.UNCERTAIN, purpose, 1, NOW).state is State.PENDING
    assert after(Outcome.UNCERTAIN, purpose, 2, NOW).state is State.UNCERTAIN
    assert after_crash(purpose) is State.PENDING


@pytest.mark.parametrize(
    ("attempts", "wait", "seconds"), [(1, None, 1), (3, None, 4), (7, None, 60), (1, 30, 30), (7, 3, 60)]
)
def test_a_try_that_surely_failed_comes_again_never_earlier_than_told(
    attempts: int, wait: float | None, seconds: float
) -> None:
    following = after(Outcome.RETRY, Purpose.NOTICE, attempts, NOW, wait)
    assert following.state is State.PENDING
    assert following.due == NOW + timedelta(seconds=seconds)


def test_tries_end() -> None:
    assert after(Outcome.RETRY, Purpose.NOTICE, MAX_ATTEMPTS, NOW).state is State.FAILED


def test_answers_go_before_matches_and_those_before_broadcasts() -> None:
    assert Purpose.ANSWER.priority < Purpose.MATCH.priority < Purpose.BROADCAST.priority
