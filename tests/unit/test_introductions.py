"""Two people meet: slots in both people's hours, links, and what one answer says for both."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import introductions, meetings, times
from domain.introductions import Outcome
from domain.meetings import Met, contact, slots

WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)
QUIET = (20, 8)
ZONES = ("Europe/Madrid", "Europe/Athens", "Europe/London", "Asia/Tokyo", "America/New_York", "Africa/Cairo", "UTC")
MOMENTS = st.integers(0, 3 * 365 * 24).map(lambda hours: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


def test_three_times_on_three_days() -> None:
    found = slots(WEDNESDAY, ("Europe/Madrid", QUIET), ("Europe/Athens", QUIET))
    assert [f"{times.local(moment, 'Europe/Madrid'):%a %H:%M}" for moment in found] == [
        "Thu 16:30",
        "Fri 09:30",
        "Mon 09:30",
    ]


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 23))
def test_each_time_suits_both(now: datetime, one: str, other: str, start: int, end: int) -> None:
    for moment in slots(now, (one, QUIET), (other, (start, end))):
        assert now < moment <= now + timedelta(days=7)
        for zone in (one, other):
            here = times.local(moment, zone)
            assert here.weekday() < 5
            assert 9 * 60 <= here.hour * 60 + here.minute <= 17 * 60 + 30
        assert not times.is_quiet(moment, other, start, end)


def test_where_working_hours_do_not_meet_there_is_no_time() -> None:
    assert slots(WEDNESDAY, ("Europe/Madrid", QUIET), ("Pacific/Auckland", QUIET)) == ()


def test_a_talk_that_one_remembers_took_place() -> None:
    assert meetings.met_after("", Met.NOT_YET) == "not_yet"
    assert meetings.met_after("met", Met.NO) == "met"
    assert meetings.met_after("scheduled", Met.MET) == "met"
    assert meetings.met_after("scheduled", Met.NOT_YET) == "scheduled"


def test_the_better_outcome_of_two_stands() -> None:
    assert introductions.outcome_after("", Outcome.NOTHING) == "nothing"
    assert introductions.outcome_after("nothing", Outcome.WORKING) == "working"
    assert introductions.outcome_after("done", Outcome.NOTHING) == "done"


def test_what_is_known_is_not_asked_again() -> None:
    assert meetings.ask_whether_met("")
    assert meetings.ask_whether_met(Met.SCHEDULED)
    assert not meetings.ask_whether_met(Met.MET)
    assert not meetings.ask_whether_met(Met.NO)
    assert introductions.ask_outcome(Met.MET, "")
    assert not introductions.ask_outcome(Met.NO, "")
    assert not introductions.ask_outcome(Met.MET, Outcome.DONE)


@pytest.mark.parametrize(
    ("account", "link"),
    [
        (("telegram", "", "77"), "tg://user?id=77"),
        (("telegram", "", "x)(y"), ""),
        (("slack", "T1", "U2"), "https://slack.com/app_redirect?team=T1&channel=U2"),
        (("slack", "", "U2"), ""),
        (("console", "", "ann"), ""),
    ],
)
def test_a_link_opens_a_chat_or_is_none(account: tuple[str, str, str], link: str) -> None:
    assert contact(*account) == link
