"""Forms: answers are checked and kept in one shape, whichever platform asked."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms import Form, accept, accepted, ask, errors, hidden, sheet
from bot.i18n import Catalogues
from bot.ui import FieldKind
from domain.errors import Refused

T = Catalogues()["en"]
KINDS = (("paid", "Paid work"), ("swap", "A swap"))


@dataclass(frozen=True)
class Sample(Form, tag="test.sample", title="A sample", submit="Go"):
    """One field of each kind."""

    id: str = hidden()
    text: str = ask("What?", limit=10)
    count: str = ask("How many?", FieldKind.NUMBER, optional=True)
    day: str = ask("When?", FieldKind.DATE, optional=True, hint="A day")
    gives: str = ask("What for?", FieldKind.CHOICE, optional=True, choices=KINDS)
    many: str = ask("Which?", FieldKind.MANY, optional=True, choices=KINDS)


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("text", "  hello ", "hello"),
        ("count", "007", "7"),
        ("count", "", ""),
        ("day", "2026-06-30", "2026-06-30"),
        ("gives", "paid WORK", "paid"),
        ("gives", "2", "swap"),
        ("many", "paid, A swap, 1", "paid,swap"),
    ],
)
def test_answers_are_kept_in_one_shape(name: str, typed: str, kept: str) -> None:
    assert accept(Sample, name, typed, T) == kept


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("text", " ", "few words"),
        ("text", "longer than ten", "{limit} fit"),
        ("count", "three", "whole number"),
        ("day", "2026-02-30", "year-month-day"),
        ("gives", "love", "choose one of"),
        ("many", "paid; love", "choose one of"),
    ],
)
def test_what_does_not_do_is_answered_with_how_to(name: str, typed: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        accept(Sample, name, typed, T)
    assert said in refusal.value.text


def test_a_whole_form_tells_all_that_is_wrong() -> None:
    assert set(errors(Sample, {"text": "", "count": "x"}, T, Sample.asks())) == {"text", "count"}
    assert errors(Sample, {"text": "fine"}, T, Sample.asks()) == {}
    assert errors(Sample, {"count": "3"}, T, {"count"}) == {}


def test_a_form_in_the_readers_words_keeps_what_was_filled_in() -> None:
    shown = sheet(Sample, T, {"text": "so far", "id": "7", "unknown": "x"})
    assert (shown.title, shown.submit) == ("A sample", "Go")
    assert [question.name for question in shown.questions] == ["text", "count", "day", "gives", "many"]
    assert (shown.values, shown.hidden) == ({"text": "so far"}, {"id": "7"})
    assert shown.questions[3].choices == KINDS


def test_one_question_of_a_form_carries_the_rest_unseen() -> None:
    shown = sheet(Sample, T, {"text": "so far", "count": "3"}, only="count")
    assert [question.name for question in shown.questions] == ["count"]
    assert shown.hidden == {"text": "so far"}


@given(st.dictionaries(st.sampled_from(["id", "text", "count", "day", "gives", "many", "x"]), st.text(max_size=20)))
def test_any_submission_is_answered_or_kept(values: dict[str, str]) -> None:
    if not errors(Sample, values, T, Sample.asks()):
        kept = accepted(Sample, values, T, Sample.asks())
        assert Sample.fill(kept).text
        assert accepted(Sample, kept, T, Sample.asks()) == kept


@given(st.dictionaries(st.sampled_from(["text", "count", "day", "gives", "many"]), st.text(max_size=20)))
def test_what_one_question_carries_along_is_never_what_could_not_be_answered(values: dict[str, str]) -> None:
    if not errors(Sample, values, T, ["text"]):
        kept = accepted(Sample, values, T, ["text"])
        assert kept.get("gives", "") in {"", "paid", "swap"}
        assert accepted(Sample, kept, T, ["text"]) == kept
