"""Rules of an event: moments on a wall, reminders by the reader's clock, and what is never changed in silence."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import events, times
from domain.days import Reading
from domain.errors import Refused
from domain.events import Doubt, Kind, State, Trouble

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MADRID = "Europe/Madrid"
ZONES = st.sampled_from(
    ["Europe/Madrid", "Europe/Athens", "Atlantic/Azores", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC",
     "Australia/Lord_Howe", "America/Sao_Paulo"]
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001 – zones follow
QUIET = st.tuples(st.integers(0, 23), st.integers(0, 23))


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("shown", "doubt", "near"),
    [
        ("2026-11-20T12:59", Doubt.PAST, ()),
        ("2029-11-20T12:59", Doubt.FAR, ()),
        ("2027-03-28T02:30", Doubt.GAP, (("2027-03-28T01:30", 0), ("2027-03-28T03:30", 0))),
        ("2027-10-31T02:30", Doubt.TWICE, (("2027-10-31T02:30", 0), ("2027-10-31T02:30", 1))),
    ],
)
def test_what_a_wall_cannot_show(shown: str, doubt: Doubt, near: tuple[tuple[str, int], ...]) -> None:
    found = events.settled(wall(shown), MADRID, NOW)
    assert found == Trouble(doubt, "", tuple((wall(text), fold) for text, fold in near))


def test_an_hour_that_comes_twice_is_the_one_that_was_chosen() -> None:
    for fold, hours in ((0, 0), (1, 1)):
        chosen = events.settled(wall("2027-10-31T02:30"), MADRID, NOW, fold)
        assert isinstance(chosen, datetime)
        span = events.span(chosen, None, None, MADRID)
        assert span.begins == datetime(2027, 10, 31, hours, 30, tzinfo=UTC)
        assert span.wall_begins == wall("2027-10-31T02:30")


@pytest.mark.parametrize(
    ("reading", "hour", "doubt"),
    [
        (None, time(18), Doubt.NO_DAY),
        (Reading(0, 1, "x", date(2026, 11, 27)), None, Doubt.NO_TIME),
        (Reading(0, 1, "31 June", None, (date(2027, 6, 30),)), time(18), Doubt.NO_SUCH_DAY),
    ],
)
def test_what_a_line_leaves_open(reading: Reading | None, hour: time | None, doubt: Doubt) -> None:
    found = events.moment(reading, hour, MADRID, NOW)
    assert isinstance(found, Trouble)
    assert found.doubt is doubt


def test_next_friday_on_a_friday_is_asked() -> None:
    days = (date(2026, 11, 20), date(2026, 11, 27))
    found = events.moment(Reading(0, 1, "next Friday", None, days, either=True), None, MADRID, NOW)
    assert isinstance(found, Trouble)
    assert found.doubt is Doubt.WHICH_DAY


@pytest.mark.parametrize(
    ("ends", "lasts", "shown"),
    [
        (None, None, "2026-11-27T20:30"),
        (None, timedelta(hours=5), "2026-11-27T23:30"),
        (time(20), None, "2026-11-27T20:00"),
        (time(1), None, "2026-11-28T01:00"),
        (wall("2026-11-29T12:00"), None, "2026-11-29T12:00"),
        (wall("2026-11-26T12:00"), None, "2026-11-27T20:30"),
    ],
)
def test_an_event_ends_after_it_begins(ends: time | datetime | None, lasts: timedelta | None, shown: str) -> None:
    span = events.span(wall("2026-11-27T18:30"), ends, lasts, MADRID)
    assert span.wall_ends == wall(shown)
    assert span.begins < span.ends


@given(MOMENTS, ZONES, st.sampled_from([None, *range(0, 24, 5)]))
def test_the_wall_and_the_instant_agree(moment: datetime, zone: str, ends: int | None) -> None:
    shown = times.local(moment, zone).replace(tzinfo=None, second=0, microsecond=0, fold=0)
    found = events.settled(shown, zone, datetime(2025, 12, 30, tzinfo=UTC), 0)
    assert isinstance(found, datetime)
    span = events.span(found, time(ends) if ends is not None else None, None, zone)
    assert times.local(span.begins, zone).replace(tzinfo=None, fold=0) == shown == span.wall_begins
    assert span.begins < span.ends


@given(MOMENTS, ZONES, QUIET)
def test_no_reminder_falls_into_quiet_hours_or_after_the_beginning(
    begins: datetime, zone: str, quiet: tuple[int, int]
) -> None:
    found = events.reminders(begins, zone, quiet)
    assert [one.kind for one in found] in ([Kind.HOUR], [Kind.DAY, Kind.HOUR])
    for one in found:
        assert not times.is_quiet(one.at, zone, *quiet)
        assert one.at < one.until <= begins
        nominal = timedelta(hours=1) if one.kind is Kind.HOUR else timedelta(hours=23)
        assert begins - one.at >= nominal
        assert begins - one.at <= timedelta(hours=25 + 26)
    if len(found) == 2:
        assert found[0].at < found[1].at


@given(MOMENTS, ZONES, QUIET, st.integers(0, 4_000), st.integers(1, 600))
def test_a_look_every_few_minutes_reminds_of_each_once(
    begins: datetime, zone: str, quiet: tuple[int, int], before: int, away: int
) -> None:
    """Whoever looks when told to, and was away once, sends each reminder at most once and never in quiet hours."""
    said = begins - timedelta(minutes=before)
    now, sent = said, set[Kind]()
    for step in range(20):
        current, following = events.due(begins, zone, quiet, said, now)
        if current:
            assert not times.is_quiet(now, zone, *quiet)
            assert now < begins
            sent.add(current.kind)
        if following is None:
            break
        assert following > now
        now = following + timedelta(minutes=away if step == 0 else 0)
    else:
        raise AssertionError("never comes to an end")
    if before > 4 * 24 * 60 // 2 and quiet[0] == quiet[1] and away < 60:
        assert Kind.HOUR in sent


def test_what_was_missed_in_the_evening_is_said_in_the_morning() -> None:
    begins = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)  # 8:30 in Madrid: the reminder came before quiet hours
    late = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
    current, following = events.due(begins, MADRID, (20, 8), NOW, late)
    assert current is None
    assert following == datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    again, _ = events.due(begins, MADRID, (20, 8), NOW, following)
    assert again is not None
    assert again.kind is Kind.HOUR


@given(MOMENTS, st.integers(1, 48), ZONES, QUIET)
def test_a_freed_seat_is_told_in_time_to_claim_it(now: datetime, hours: int, zone: str, quiet: tuple[int, int]) -> None:
    until = now + timedelta(hours=hours)
    told = events.tell_at(now, until, zone, quiet)
    assert now <= told <= max(now, until - events.EARLY)
    assert told == now or not times.is_quiet(told, zone, *quiet)


def test_nobody_loses_a_seat_in_silence() -> None:
    events.check_capacity(None, 50)
    events.check_capacity(50, 50)
    with pytest.raises(Refused):
        events.check_capacity(49, 50)


def test_the_door_opens_an_hour_before() -> None:
    begins, ends = NOW, NOW + timedelta(hours=2)
    for minutes, opened in ((-61, False), (-60, True), (180, True), (181, False)):
        assert events.doors_open(begins, ends, NOW + timedelta(minutes=minutes)) is opened
    assert State.PROPOSED.open
    assert not State.DRAFT.open
