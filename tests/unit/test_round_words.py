"""What people type after `round`: each sentence is read as one thing, and nonsense is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import round_words as words
from domain.errors import Refused
from domain.round_words import Verb, Wanted
from domain.rounds import Rhythm, Side


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Wanted(Verb.CARD)),
        ("every week", Wanted(Verb.RHYTHM, rhythm=Rhythm.WEEKLY)),
        ("Every 2 weeks on Tuesday at 9", Wanted(Verb.RHYTHM, rhythm=Rhythm.FORTNIGHTLY, weekday=1, hour=9)),
        ("every four weeks", Wanted(Verb.RHYTHM, rhythm=Rhythm.EVERY_FOUR)),
        ("first Monday", Wanted(Verb.RHYTHM, rhythm=Rhythm.FIRST, weekday=0)),
        ("first friday at 16:00", Wanted(Verb.RHYTHM, rhythm=Rhythm.FIRST, weekday=4, hour=16)),
        ("off", Wanted(Verb.RHYTHM, rhythm=Rhythm.OFF)),
        ("pairs", Wanted(Verb.SIZE, number=2)),
        ("groups of four", Wanted(Verb.SIZE, number=4)),
        ("across", Wanted(Verb.MIXING, rest="across")),
        ("within spaces", Wanted(Verb.MIXING, rest="within", side=Side.SPACE)),
        ("anybody", Wanted(Verb.MIXING, rest="any")),
        ("by hand", Wanted(Verb.HAND, number=1)),
        ("by itself", Wanted(Verb.HAND, number=0)),
        ("preview", Wanted(Verb.PREVIEW)),
        ("preview seed 7", Wanted(Verb.PREVIEW, number=7)),
        ("seed 12", Wanted(Verb.SEED, number=12)),
        ("swap Ann and Kostas Papadopoulos", Wanted(Verb.SWAP, ("Ann", "Kostas Papadopoulos"))),
        ("lock Ann, Bo", Wanted(Verb.LOCK, ("Ann", "Bo"))),
        ("block Ann with Bo", Wanted(Verb.BLOCK, ("Ann", "Bo"))),
        ("swap", Wanted(Verb.SWAP)),
        ("release", Wanted(Verb.QUEUE)),
        ("queue friday 10:00", Wanted(Verb.QUEUE, rest="friday 10:00")),
        ("now", Wanted(Verb.PUBLISH)),
        ("report 3", Wanted(Verb.REPORT, number=3)),
        ("join", Wanted(Verb.JOIN)),
        ("snooze until 5 Jan", Wanted(Verb.SNOOZE, rest="until 5 Jan")),
        ("rather not with Kostas", Wanted(Verb.AVOID, rest="Kostas")),
        ("I would rather not with Ann Marie", Wanted(Verb.AVOID, rest="Ann Marie")),
        ("with Kostas again", Wanted(Verb.AGAIN, rest="Kostas")),
    ],
)
def test_each_sentence_means_one_thing(text: str, wanted: Wanted) -> None:
    assert words.read(text) == wanted


@pytest.mark.parametrize("text", ["blue", "groups of 9", "swap Ann", "seed seven", "seed 99999999999", "every moon"])
def test_what_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        words.read(text)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    try:
        found = words.read(text)
    except Refused:
        return
    assert isinstance(found.verb, Verb)
    assert found.verb.for_managers == (found.verb in words.MANAGERS)
