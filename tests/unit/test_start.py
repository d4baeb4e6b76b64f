"""The one next step of a greeting, and deep links."""

import pytest

from domain.start import Next, link, next_step


@pytest.mark.parametrize(
    ("half_filled", "away", "told", "needs", "step"),
    [
        (True, True, True, 1, Next.RESUME),
        (False, True, False, 0, Next.AWAY),
        (False, False, False, 0, Next.HELLO),
        (False, False, False, 2, Next.PROFILE),
        (False, False, True, 0, Next.NEED),
        (False, False, True, 1, Next.MATCHES),
    ],
)
def test_the_next_step_is_the_most_useful_one(
    half_filled: bool, away: bool, told: bool, needs: int, step: Next
) -> None:
    assert next_step(half_filled=half_filled, away=away, told=told, needs=needs) is step


def test_a_link_is_a_known_word_and_a_code() -> None:
    assert link("link_7F3A_B") == ("link", "7F3A_B")
    assert link("claim_x") == ("claim", "x")
    assert link("link_") is None
    assert link("buy_x") is None
    assert link("") is None
