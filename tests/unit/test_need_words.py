"""What was understood of a need, in the reader's words."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.i18n import Translator
from domain.needs import Gives, Kind
from handlers import need_words
from storage.needs import Need

T = Translator("en", None)
TODAY = date(2026, 11, 18)
NEED = Need(
    id=1, side="need", community_id=1, member_id=1, project_id=None, kind="skill", text="web designer", tags=(),
    language="en", place="", remote=True, effort="", gives="", wanted=1, until=None, state="open", met_by=None,
    created=datetime(2026, 11, 18, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("effort", "words"),
    [
        ("3h", "about 3 h"), ("30min", "about 30 min"), ("1d", "about 1 day"), ("2-3d", "about 2–3 days"),
        ("0.5d", "half a day"), ("2w", "about 2 weeks"), ("1mo", "about 1 month"), ("5h/w", "about 5 h a week"),
        ("an *evening*", r"an \*evening\*"),
    ],
)  # fmt: skip
def test_effort_reads_as_one_says_it(effort: str, words: str) -> None:
    assert need_words.effort_words(effort, T) == words


def test_a_day_carries_its_year_only_where_it_is_another() -> None:
    assert need_words.day_words(date(2026, 12, 1), T, TODAY) == "1 December"
    assert need_words.day_words(date(2027, 6, 30), T, TODAY) == "30 June 2027"
    assert need_words.day_words(date(2027, 6, 30), Translator("es", None), TODAY) == "30 de junio de 2027"
    assert need_words.day_words(date(2026, 12, 1), Translator("it", None), TODAY) == "1 dicembre"


@pytest.mark.parametrize(
    ("place", "remote", "words"),
    [
        ("", True, "remote is fine"),
        ("", False, "on the spot"),
        ("Oslo", True, "Oslo or remote"),
        ("Oslo", False, "Oslo"),
    ],
)
def test_where_it_may_be_done(place: str, remote: bool, words: str) -> None:
    assert need_words.place_words(replace(NEED, place=place, remote=remote), T) == words


def test_all_that_was_understood_stands_in_one_line() -> None:
    need = replace(NEED, kind="mentor", effort="3h", place="Oslo", until=TODAY, gives="swap", tags=("a", "b_c"))
    line = "mentor · about 3 h · Oslo or remote · until 18 November · a swap · #a #b\\_c"
    assert need_words.details(need, T, TODAY) == line


def test_each_kind_and_each_return_has_its_words() -> None:
    assert len({need_words.kind_words(kind, T) for kind in Kind}) == len(Kind)
    assert len({need_words.gives_words(gives, T) for gives in Gives}) == len(Gives)
