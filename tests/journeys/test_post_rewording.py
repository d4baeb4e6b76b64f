"""Journeys of other words for what is out: changed where that can be done, asked of whoever is named, once each."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from storage import audit
from tests.journeys.newsdesk import stands
from tests.journeys.people import Person
from tests.journeys.readers import FOUR, STORY, Readers, everywhere, told

NEW = "Kostas needed a poster and found Ann at the kitchen table: https://tertulia.coop/ann #cowork"
CHANGED = {name: [STORY if name == "bluesky" else NEW] for name in FOUR}


@pytest.fixture(params=["telegram", "slack"])
async def readers(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Readers]:
    async with everywhere(tmp_path) as here:
        here.world.here = request.param
        yield here


async def wants(person: Person, text: str = NEW) -> None:
    """From the list of posts to the question whether to change it."""
    await person.says("post")
    await person.taps("1  Kostas needed")
    await person.taps("More")
    await person.taps("Change what is out…")
    await person.fills(text=text)


async def passes(readers: Readers) -> None:
    for _ in range(4):
        await readers.world.jump(seconds=5)


def audited(readers: Readers) -> list[str]:
    return [line.what for line in readers.world.db.read_now(partial(audit.latest, community_id=1, limit=100))]


async def test_it_changes_once_everybody_named_agrees_and_where_that_can_be_done(readers: Readers) -> None:
    mara, _, ann, kostas = await told(readers, readers.world.here)
    await wants(mara)
    mara.sees(
        "Change what is out? Kostas needed a catalogue", "Kostas needed a poster",
        "It is changed where it stands: Mastodon, News on telegram, News on slack.",
        "It cannot be changed on Bluesky: the old words stay there, or you withdraw it and write it anew.",
        "Asked first, for they are named: Ann, Kostas.", "[Change it] [Withdraw and write anew] [Leave it as it is]",
    )  # fmt: skip
    kostas.sees("A post that names you is to be changed", "Kostas needed a poster", "[Yes, change it] [No]")
    await mara.taps("Change it")
    mara.sees("It changes as soon as everybody named has agreed", "Still asked: Ann, Kostas.")
    await ann.taps("Yes, change it")
    await passes(readers)
    assert readers.read() == {name: [STORY] for name in FOUR}
    await kostas.taps("Yes, change it")
    await passes(readers)
    assert readers.read() == CHANGED
    ann.sees("Changed: Kostas needed a poster", "It says so now on Mastodon, News on telegram, News on slack.")
    ann.sees("The old words stay on Bluesky.")
    assert mara.has_seen("Changed: Kostas needed a poster")
    assert (stands(readers.world).state, stands(readers.world).text) == ("posted", NEW)
    assert audited(readers).count("post.reword") == 1
    await kostas.taps("I take it back")
    await passes(readers)
    assert readers.read() == {name: [] for name in FOUR}


async def test_a_no_leaves_what_is_out_as_it_is(readers: Readers) -> None:
    mara, _, ann, kostas = await told(readers, readers.world.here)
    await wants(mara)
    await mara.taps("Change it")
    await kostas.taps("No")
    kostas.sees("All right, it stays as it is.")
    mara.sees("Kostas does not agree to the new words.", "[Change what is out…] [Look at it]")
    await ann.taps("Yes, change it")
    ann.sees("There is no change left that asks for your yes.")
    await passes(readers)
    assert readers.read() == {name: [STORY] for name in FOUR}
    assert (stands(readers.world).state, stands(readers.world).text) == ("posted", STORY)


async def test_an_editors_words_wait_for_a_manager(readers: Readers) -> None:
    mara, eleni, ann, kostas = await told(readers, readers.world.here)
    await wants(eleni)
    eleni.sees("[Change it] [Leave it as it is]")
    for person in (ann, kostas):
        await person.taps("Yes, change it")
    await eleni.taps("Change it")
    eleni.sees("The managers have it now.")
    await passes(readers)
    assert readers.read() == {name: [STORY] for name in FOUR}
    mara.sees("Change what is out? Kostas needed a catalogue", "[Change it]")
    await mara.taps("Change it")
    mara.sees("It is being changed: Kostas needed a poster")
    await passes(readers)
    assert readers.read() == CHANGED
    assert audited(readers).count("post.reword") == 1


async def test_withdrawn_and_written_anew(readers: Readers) -> None:
    mara, *_ = await told(readers, readers.world.here)
    await wants(mara)
    await mara.taps("Withdraw and write anew")
    mara.sees("is withdrawn, and these words are a draft", "Draft: Kostas needed a poster", "Bluesky 92/300")
    await passes(readers)
    assert readers.read() == {name: [] for name in FOUR}


async def test_words_that_cannot_stand_there_are_answered_plainly(readers: Readers) -> None:
    mara, *_ = await told(readers, readers.world.here)
    await wants(mara, f"{NEW} https://tertulia.notatld/x")
    assert mara.has_seen("It cannot say that there.")
    assert mara.has_seen("A link leads nowhere (Mastodon, News on telegram, News on slack)")
    await mara.fills(text=STORY)
    mara.sees("That is what it says already, or nothing.")
    assert readers.read() == {name: [STORY] for name in FOUR}
