"""Who is named in a post, whose week it is, and what a post costs in which month."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.post_money import amount, month
from domain.post_people import named, turn, whole
from domain.post_rulers import BLUESKY, TELEGRAM_CAPTION, X, ruler_of

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HERE = [(1, "Ann Smith"), (2, "Kostas Papadopoulos"), (3, "José"), (4, "Rosa Vila"), (5, "Ann Jones"), (6, "Μαρία")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kostas needed a catalogue.", [2]),
        ("KOSTAS PAPADOPOULOS sold nine chairs.", [2]),
        ("kostas is a word here", []),
        ("Thanks to Jose!", [3]),
        ("Ann came, too.", []),
        ("Ann Smith came, and Ann Jones.", [1, 5]),
        ("Una rosa roja, y Rosa.", [4]),
        ("Η ΜΑΡΙΑ ήρθε.", [6]),
        ("Josephine is somebody else; so is Kostasson.", []),
        ("", []),
    ],
)
def test_whoever_a_reader_would_recognise_is_named(text: str, found: list[int]) -> None:
    assert named(text, HERE) == found


@given(st.text(), st.lists(st.text(max_size=12), max_size=5))
def test_no_text_and_no_name_breaks_it(text: str, names: list[str]) -> None:
    people = list(enumerate(names))
    assert set(named(text, people)) <= {person for person, _ in people}


def test_a_yes_is_to_every_word_that_anybody_reads() -> None:
    assert whole("A", [None, "A", "B"], "loud", "a cat") == "A\n\nB\n\nloud\n\na cat"
    assert whole("A", ["C", "B"]) == whole("A", ["B", "C"])


def test_a_week_each_from_monday_to_sunday() -> None:
    def whose(days: float) -> int | None:
        return turn([7, 8, 9], NOW, NOW + timedelta(days=days), "Europe/Madrid")

    assert [whose(days) for days in (0, 4, 5, 11, 12, 18, 19)] == [7, 7, 8, 8, 9, 9, 7]
    assert turn([], NOW, NOW, "UTC") is None
    assert turn([7], None, NOW, "UTC") == 7


@given(st.integers(1, 6), st.integers(0, 400))
def test_nobody_has_two_weeks_while_another_has_none(count: int, start: int) -> None:
    editors = list(range(count))
    weeks = [turn(editors, NOW, NOW + timedelta(weeks=start + ahead), "Europe/Athens") for ahead in range(count)]
    assert sorted(week for week in weeks if week is not None) == editors


@pytest.mark.parametrize(("written", "thousandths"), [("0.02", 20), ("0,2", 200), ("15", 15_000), (" 1.005 € ", 1005)])
def test_prices_as_people_write_them(written: str, thousandths: int) -> None:
    assert amount(written) == thousandths


@pytest.mark.parametrize("written", ["", "free", "-1", "1.2345", "9999999999", "=1+1"])
def test_what_is_no_price_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        amount(written)


@given(st.integers(-300_000, 600_000), st.sampled_from(["UTC", "Europe/Madrid", "Asia/Tokyo"]))
def test_each_moment_is_in_one_month(hours: int, zone: str) -> None:
    here = NOW + timedelta(hours=hours)
    start, end = month(here, zone)
    assert start <= here < end
    assert month(end, zone)[0] == end


def test_each_channel_counts_its_own_way() -> None:
    assert ruler_of("x") is X
    assert ruler_of("bluesky") is BLUESKY
    assert ruler_of("telegram", picture=True) is TELEGRAM_CAPTION
    assert ruler_of("mastodon", 1000).limit == 1000
    assert ruler_of("somewhere").limit == 4096
