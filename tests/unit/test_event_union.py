"""One person with two seats: the better one stands; two again, each has what they brought."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event_union import Place, better, goes_back
from domain.seats import Seat

PLACES = st.builds(Place, st.sampled_from(list(Seat)), st.none() | st.integers(1, 99), st.integers(1, 4))


@pytest.mark.parametrize(("kept", "joined", "stands"), [
    (Place(Seat.MAYBE, None, 1), Place(Seat.GOING, None, 1), True),
    (Place(Seat.GOING, None, 1), Place(Seat.OFFERED, None, 1), False),
    (Place(Seat.WAITING, 7, 1), Place(Seat.WAITING, 3, 1), True),
    (Place(Seat.WAITING, 3, 1), Place(Seat.WAITING, 7, 2), False),
    (Place(Seat.GOING, None, 1), Place(Seat.GOING, None, 2), True),
    (Place(Seat.GOING, None, 1), Place(Seat.GOING, None, 1), False),
    (Place(Seat.OUT, None, 1), Place(Seat.MAYBE, None, 1), True),
])  # fmt: skip
def test_the_better_place_stands(kept: Place, joined: Place, *, stands: bool) -> None:
    assert better(kept, joined) is stands


@given(PLACES, PLACES)
def test_never_are_both_better(one: Place, other: Place) -> None:
    assert not (better(one, other) and better(other, one))


def test_a_place_goes_back_unless_it_was_answered_as_one() -> None:
    joined = datetime(2026, 11, 21, 12, tzinfo=UTC)
    moments = (None, joined - timedelta(seconds=1), joined, joined + timedelta(seconds=1))
    assert [goes_back(answered, joined) for answered in moments] == [True, True, True, False]
    assert goes_back(joined, None)
