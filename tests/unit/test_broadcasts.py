"""The rules of a broadcast: what fits, when it comes again, who is left out, and a ledger that adds up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import broadcasts as rules
from domain import times
from domain.broadcasts import Ledger, Link, Reader, Repeat, Skip, State
from domain.errors import Refused

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ANN = Reader(True, True, True, None, "Europe/Madrid", (20, 8))


def test_why_somebody_is_left_out() -> None:
    def why(**values: object) -> datetime | Skip:
        return rules.leaves(NOW, Reader(**(vars(ANN) | values)))

    assert why() == NOW
    assert why(inside=False, wants=False) is Skip.LEFT
    assert why(wants=False) is Skip.NO_CONSENT
    assert why(snoozed_until=NOW + timedelta(hours=1)) is Skip.SNOOZED
    assert why(snoozed_until=NOW) == NOW
    assert why(reachable=False) is Skip.UNREACHABLE
    assert why(quiet=(12, 18)) == NOW + timedelta(hours=5), "six in Madrid"


def test_what_fits_into_one_message() -> None:
    assert rules.text("  hello \n") == "hello"
    for written, said in (("", "nothing to send"), ("x" * 3001, "fit into one message")):
        with pytest.raises(Refused) as told:
            rules.text(written)
        assert said in told.value.text


def test_buttons_are_labels_with_or_without_an_address() -> None:
    assert rules.buttons("I bring one\n\nThe list https://example.org/x") == (
        Link("I bring one"),
        Link("The list", "https://example.org/x"),
    )
    for written in ("a\nb\nc\nd", "x" * 31, "Go ftp://x.org", "https://example.org/x"):
        with pytest.raises(Refused):
            rules.buttons(written)


def test_a_moment_is_read_on_the_wall() -> None:
    day = date(2026, 11, 20)
    assert rules.first_time(day, "9:30", "Europe/Madrid", NOW) == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert rules.first_time(day, "18h", "UTC", NOW) == datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    for wrong in ("25", "9:75", "soon"):
        with pytest.raises(Refused):
            rules.first_time(day, wrong, "UTC", NOW)
    with pytest.raises(Refused):
        rules.first_time(NOW.date(), "9", "UTC", NOW)


repeats = st.sampled_from([Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY])
days = st.dates(date(2024, 1, 1), date(2056, 1, 1))
zones = st.sampled_from(["Europe/Madrid", "UTC", "America/Santiago", "Australia/Lord_Howe"])


@given(repeats, days, st.integers(0, 23), zones, st.integers(1, 400))
def test_it_comes_again_at_the_same_hour_and_ends(
    repeat: Repeat, first: date, hour: int, zone: str, length: int
) -> None:
    until = first + timedelta(days=length)
    moment = times.at(first, datetime.min.time().replace(hour=hour), zone)
    seen = [moment]
    while (coming := rules.next_time(seen[-1], repeat, zone, first, until)) is not None:
        assert coming > seen[-1]
        seen.append(coming)
        assert len(seen) < 70, "it has an end"
    assert all(times.local(one, zone).date() <= until for one in seen)
    if repeat is Repeat.MONTHLY:
        shown = [times.local(one, zone).date() for one in seen]
        assert all(one.day == first.day or one.day >= 28 for one in shown)


def test_a_month_without_a_31st_has_it_on_its_last_day() -> None:
    first, until = date(2027, 1, 31), date(2027, 4, 30)
    moment: datetime | None = datetime(2027, 1, 31, 10, tzinfo=UTC)
    seen = []
    while moment:
        seen.append(moment.date())
        moment = rules.next_time(moment, Repeat.MONTHLY, "UTC", first, until)
    assert seen == [first, date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert rules.next_time(NOW, Repeat.NEVER, "UTC", first, until) is None


def test_a_ledger_adds_up_or_says_that_it_does_not() -> None:
    whole = Ledger(10, 2, 1, {"sent": 4, "pending": 2, "failed": 1}, {"blocked": 1})
    assert (whole.adds_up, whole.still_open) == (True, 4)
    assert not Ledger(10, 2, 1, {"sent": 4}, {}).adds_up


def test_states_that_can_change_and_states_that_were_read() -> None:
    assert [state for state in State if state.open] == [State.DRAFT, State.SCHEDULED]
    assert [state for state in State if state.begun] == [State.SENDING, State.SENT, State.STOPPED]
