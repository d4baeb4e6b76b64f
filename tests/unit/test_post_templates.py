"""Templates of posts: what a community wrote is filled with what happened, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.post_templates import LONGEST, PLACES, Source, checked, filled, places

EVENT = "{title}\n{when} · {place}\n\n{about}\n{link}"
words = st.text(st.characters(exclude_characters="{}\n", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    str.strip
)


def test_a_draft_says_what_is_known() -> None:
    values = {"title": "Open forum", "when": "Mon 12:00", "place": "", "about": "", "link": "https://agora.example/1"}
    assert filled(EVENT, values) == "Open forum\nMon 12:00\n\nhttps://agora.example/1"


def test_a_line_of_which_nothing_is_known_is_left_out() -> None:
    assert filled("A\nTill {until}.\nB", {"until": " "}) == "A\nB"


def test_what_a_person_wrote_is_never_filled_again() -> None:
    assert filled("{title} {place}", {"title": "{place}", "place": "{title}"}) == "{place} {title}"


@pytest.mark.parametrize(
    ("template", "why"),
    [("  \n", "empty"), ("a" * (LONGEST + 1), "characters"), ("{helped} came", "fill in"), ("{0}", "fill in")],
)
def test_a_template_that_cannot_be_filled_is_refused(template: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        checked(template, Source.EVENT)


@given(st.text(max_size=200))
def test_text_without_places_stays_as_it_is(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert filled(plain, {"title": "x"}).split() == plain.split()


@given(st.sampled_from(list(PLACES)), st.data())
def test_every_place_of_a_source_is_filled_and_no_other(source: Source, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(PLACES[source]), min_size=1, unique=True))
    values = {name: data.draw(words) for name in chosen}
    template = checked("\n".join(f"{{{name}}}" for name in chosen), source)
    assert places(template) == tuple(chosen)
    assert filled(template, values).split("\n") == [value.strip() for value in values.values()]


@given(st.dictionaries(st.sampled_from(PLACES[Source.CALL]), st.text(max_size=50)))
def test_anything_may_stand_in_a_place(values: dict[str, str]) -> None:
    template = "\n".join(f"{{{name}}}" for name in PLACES[Source.CALL])
    for value in values.values():
        assert " ".join(value.split()) in " ".join(filled(template, values).split())


def test_what_can_be_made_without_asking_is_worded() -> None:
    assert all(source.worded for source in Source if source.automatic)
    assert not Source.TEXT.worded
    assert set(PLACES) == {source for source in Source if source.worded}
