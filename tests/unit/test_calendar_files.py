"""Calendar files: whatever a title holds stays text, zones say when their clocks change, and nothing varies."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from bot import calendar_files
from domain import recurrence
from domain.calendars import Entry
from domain.recurrence import Rule, Unit
from domain.times import zone
from domain.zone_changes import observances

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 18, 30)
MADRID = "Europe/Madrid"
AT = "https://agora.example"


def entry(**values: Any) -> Entry:
    begins = values.pop("begins", FRIDAY)
    return Entry("one", values.pop("title", "Pizza"), begins, begins + timedelta(hours=2), MADRID, NOW, **values)


def read(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


@given(st.text(min_size=1), st.text(), st.text(), st.text(min_size=1))
def test_what_people_wrote_is_only_ever_text(title: str, description: str, place: str, name: str) -> None:
    written = calendar_files.written([entry(title=title, description=description, place=place)], name, AT)
    (event,) = read(written)
    assert set(event) <= {
        "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "LAST-MODIFIED", "LOCATION", "DESCRIPTION",
        "ORGANIZER", "STATUS",
    }  # fmt: skip
    assert event["uid"] == "one@agora.example"
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


def test_lines_in_a_title_begin_nothing_new() -> None:
    hostile = "Pizza\r\nEND:VEVENT\r\nBEGIN:VALARM\nACTION:EMAIL;X=1,2\\"
    (event,) = read(calendar_files.written([entry(title=hostile)], 'À"gora', AT))
    assert str(event["summary"]) == "Pizza\nEND:VEVENT\nBEGIN:VALARM\nACTION:EMAIL;X=1,2\\"
    assert not event.walk("VALARM")


def test_the_same_entries_make_the_same_bytes() -> None:
    entries = [entry(), entry(rule=Rule(FRIDAY, MADRID))]
    assert calendar_files.written(entries, "Àgora", AT) == calendar_files.written(entries, "Àgora", AT)


@pytest.mark.parametrize("name", [MADRID, "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"])
def test_each_change_of_a_zone_s_clocks_is_told_at_its_very_second(name: str) -> None:
    found = observances(name, 2025, 2030)
    for one in found:
        for onset in one.onsets[0 if len(found) > 1 and one.before != one.after else 1 :]:
            moment = (onset - one.before).replace(tzinfo=UTC)
            assert moment.astimezone(zone(name)).utcoffset() == one.after
            assert (moment - timedelta(seconds=1)).astimezone(zone(name)).utcoffset() == one.before
    changes = sum(len(one.onsets) for one in found) - 1
    assert changes == {"Asia/Kathmandu": 0}.get(name, 12)


rules = st.builds(
    lambda first, name, unit, step, count: recurrence.checked(Rule(first, name, unit, step, count=count)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from((MADRID, "America/New_York", "Asia/Kathmandu", "UTC")),
    st.sampled_from(Unit), st.integers(1, 3), st.integers(1, 30),
)  # fmt: skip


@given(rules)
def test_another_reader_finds_the_same_instants(rule: Rule) -> None:
    whole = Entry("one", "Pizza", rule.first, rule.first + timedelta(hours=1), rule.zone, NOW, rule=rule)
    calendar = icalendar.Calendar.from_ical(calendar_files.written([whole], "Àgora", AT))
    found = recurring_ical_events.of(calendar).between(datetime(2025, 1, 1), datetime(2037, 1, 1))
    starts: list[Any] = sorted(event["DTSTART"].dt for event in found)
    assert [at.astimezone(UTC) for at in starts] == [one.begins for one in recurrence.occurrences(rule)]
