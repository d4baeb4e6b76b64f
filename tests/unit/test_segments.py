"""Segments: what can be typed is read back, and a filter more never lets more people in."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import segments
from domain.errors import Refused
from domain.segments import Person, Segment

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
word = (
    st.text("abcdeñáéçàstuvw ", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and not {"or", "o"} & set(text.split()))
)
some = st.lists(word, max_size=3, unique=True).map(tuple)
ROLES = st.lists(st.sampled_from(["member", "mentor", "manager"]), max_size=2, unique=True).map(tuple)
a_segment = st.builds(Segment, some, some, some, some, some, some, ROLES, st.integers(0, 90), st.integers(0, 90))
a_person = st.builds(
    Person, st.integers(1, 40), word, word, word, some, some, some, some,
    st.sampled_from(["member", "mentor", "manager", "owner"]),
    st.none() | st.integers(0, 200).map(lambda days: NOW - timedelta(days=days)),
)  # fmt: skip
FIELDS = ("space", "city", "sector", "skill", "stage", "language", "role", "active", "quiet")


@given(a_segment)
def test_what_is_written_is_read_back(segment: Segment) -> None:
    assert (
        segments.read(segments.written(segment)[: segments.FILTERS]) == segment or len(segments.written(segment)) > 400
    )


@given(a_segment, st.lists(a_person, max_size=15), st.sampled_from(FIELDS))
def test_a_filter_less_never_loses_anybody(segment: Segment, people: list[Person], name: str) -> None:
    wider = Segment(**{known: value for known, value in vars(segment).items() if known != name})
    within = {p.id for p in segments.audience(segment, people, NOW)}
    assert within <= {p.id for p in segments.audience(wider, [*people], NOW)} or _twins(people)


def _twins(people: list[Person]) -> bool:
    """The same number for two people: no database gives that."""
    return len({p.id for p in people}) < len(people)


@given(st.lists(a_person, max_size=15))
def test_everybody_is_everybody_once_in_order(people: list[Person]) -> None:
    found = [p.id for p in segments.audience(Segment(), people, NOW)]
    assert found == sorted({p.id for p in people})
    assert Segment().everyone


@given(a_segment, a_person)
def test_active_and_quiet_part_everybody(segment: Segment, person: Person) -> None:
    bare = replace(segment, active=0, quiet=0)
    active, quiet = replace(bare, active=30), replace(bare, quiet=30)
    sides = segments.holds(active, person, NOW) + segments.holds(quiet, person, NOW)
    assert sides == segments.holds(bare, person, NOW)


@given(st.text(max_size=500))
def test_no_text_breaks_it(text: str) -> None:
    with contextlib.suppress(Refused):
        segments.read(text)


ANN = Person(1, "Ann", "La Lonja", "València", ("furniture",), ("catalogue design",), ("idea",), ("es",), "mentor", NOW)


@pytest.mark.parametrize(
    ("filters", "inside"),
    [
        ("", True),
        ("city valencia", True),
        ("city: VALENCIA or Torrent; skill design", True),
        ("skill sign", False),
        ("space la lonja, sector furniture, stage idea, speaks es, role mentor", True),
        ("language it | es", True),
        ("role member", False),
        ("active 30 days", True),
        ("quiet 30", False),
    ],
)
def test_filters_as_people_type_them(filters: str, inside: bool) -> None:
    assert segments.holds(segments.read(filters), ANN, NOW) is inside


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ("planet Mars", "I do not know the filter"),
        ("city", "I do not know the filter"),
        ("role king", "There is no role"),
        ("active often", "number of days"),
        ("active 0", "number of days"),
        ("city a; city b", "stands there twice"),
        ("x" * 401, "fit here"),
    ],
)
def test_what_cannot_be_read_is_told(filters: str, said: str) -> None:
    with pytest.raises(Refused) as told:
        segments.read(filters)
    assert said in told.value.text
