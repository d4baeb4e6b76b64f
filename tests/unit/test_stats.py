"""Weeks and what falls into them, the table that spreadsheets may open, and the chart as a picture."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot import charts
from bot.charts import Line, Panel
from domain import stats, times
from domain.stats import Numbers

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ZONES = ("Europe/Madrid", "America/Santiago", "Pacific/Apia", "Asia/Kathmandu")


MOMENTS = st.integers(946_684_800, 2_051_222_400).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(MOMENTS, st.sampled_from(ZONES), st.integers(1, 53))
def test_every_moment_of_the_span_falls_into_exactly_one_week(now: datetime, zone: str, count: int) -> None:
    weeks = stats.weeks(now, zone, count)
    assert len(weeks) == count
    assert weeks[-1].begins <= now < weeks[-1].ends
    assert all(one.ends == following.begins for one, following in pairwise(weeks))
    moment = weeks[0].begins + (weeks[-1].ends - weeks[0].begins) / 3
    place = stats.week_of(moment, weeks)
    assert place is not None
    assert weeks[place].begins <= moment < weeks[place].ends
    assert stats.week_of(weeks[0].begins - timedelta(seconds=1), weeks) is None
    assert stats.week_of(weeks[-1].ends, weeks) is None


def test_what_is_counted() -> None:
    weeks = stats.weeks(NOW, "Europe/Madrid", 2)
    before, during = NOW - timedelta(days=7), NOW
    assert stats.counted([before, during, during, NOW - timedelta(days=70)], weeks) == (1, 2)
    assert stats.summed([(before, 3), (during, 2)], weeks) == (3, 2)
    assert stats.distinct([(during, 1), (during, 1), (during, 2)], weeks) == (0, 2)
    assert stats.standing([before - timedelta(days=90), during], weeks) == (1, 2)


@given(st.text(), st.lists(st.integers(0, 10**6), min_size=2, max_size=2))
def test_no_cell_of_the_table_begins_a_formula(name: str, values: list[int]) -> None:
    numbers = Numbers(stats.weeks(NOW, "Europe/Madrid", 2), {"members": tuple(values)})
    rows = list(csv.reader(io.StringIO(stats.table(numbers, ["week of", name], ["members"]), newline="")))
    assert rows[1:] == [["2026-11-09", str(values[0])], ["2026-11-16", str(values[1])]]
    assert not rows[0][1].lstrip(stats.BEFORE_A_FORMULA.replace("'", "")).startswith(stats.FORMULA)


def test_the_chart_is_a_picture_in_any_letters() -> None:
    panels = [
        Panel("Άνθρωποι $5 $x^2$", (Line("μέλη", (1, 2, 3)), Line("ενεργοί", (0, 1, 2)))),
        Panel("Needs", (Line("asked", (0, 0, 0)), Line("met", (0, 0, 0))), bars=True),
    ]
    picture = charts.drawn("Àgora \\ $", ["2 Nov", "9 Nov", "16 Nov"], panels)
    assert picture.startswith(b"\x89PNG")
    assert charts.drawn("Àgora \\ $", ["2 Nov", "9 Nov", "16 Nov"], panels) == picture


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["UTC", "Europe/Madrid", "America/New_York"]))
def test_the_weeks_of_a_month_are_the_month(day: date, zone: str) -> None:
    weeks = stats.weeks_of_month(day, zone)
    assert weeks[0].monday == day.replace(day=1)
    assert all(one.ends == other.begins for one, other in pairwise(weeks))
    assert all(week.monday.weekday() == 0 for week in weeks[1:])
    last = times.local(weeks[-1].ends - timedelta(seconds=1), zone).date()
    assert (last + timedelta(days=1)).day == 1
    assert (last.year, last.month) == (day.year, day.month)
