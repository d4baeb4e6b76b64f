"""Journeys of a post's picture, sent in the chat: described, said to show the logo, changed, taken off again."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from domain.roles import Role
from storage import audit, post_pictures
from storage.post_pictures import Picture
from tests.journeys.newsdesk import approved, house, ready, stands
from tests.journeys.people import Person
from tests.journeys.picture_files import ALICANTE, jpeg, png
from tests.journeys.world import World, opened


@pytest.fixture(params=["telegram", "slack"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """Where people can send files; the terminal has none."""
    async with opened(tmp_path, request.param) as here:
        yield here


async def wanted(person: Person) -> None:
    """From the card on the screen to the question for a picture."""
    await person.taps("More")
    await person.taps("Picture")
    person.sees("Send me the picture.", "up to 5 MB")


def picture_of(world: World, number: int = 1) -> Picture | None:
    return world.db.read_now(partial(post_pictures.get, post_id=number))


def kept(world: World) -> Picture:
    found = picture_of(world)
    assert found is not None
    return found


async def test_a_member_gives_a_draft_its_picture(world: World) -> None:
    *_, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold.")
    await wanted(ann)
    await ann.shares(jpeg(), "Nine chairs  in a row")
    ann.sees("Draft: Nine chairs", "with a picture", "[Hand in] [Change] [More]")
    found = kept(world)
    assert (found.mime, found.alt, found.name) == ("image/jpeg", "Nine chairs in a row", "picture.jpg")
    assert ALICANTE not in found.content


async def test_what_is_on_it_is_asked_and_stands_in_the_way_until_it_is_said(world: World) -> None:
    mara = await world.manager("Mara")
    await mara.says("post Nine chairs were sold.")
    await wanted(mara)
    await mara.shares(png(), mime="image/png")
    assert mara.has_seen("The picture has no words for those who cannot see it")
    await mara.fills(alt="Nine chairs in a row")
    assert mara.has_seen("Whoever cannot see it hears: “Nine chairs in a row”")
    assert kept(world).alt == "Nine chairs in a row"
    await mara.says("post")
    await mara.taps("1  Nine chairs")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("Approved: Nine chairs")


async def test_what_is_no_picture_gets_a_plain_answer_and_the_old_one_stays(world: World) -> None:
    *_, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold.")
    await wanted(ann)
    await ann.shares(png(), "The first", mime="image/png")
    await ann.taps("More")
    await ann.taps("Another picture")
    await ann.shares(png() + bytes(20_000_000), "Huge", mime="image/png")
    ann.sees("larger than 5 MB")
    await ann.shares(b"%PDF-1.7 chairs", "Fake", mime="image/png")
    ann.sees("I cannot read that picture.")
    assert kept(world).alt == "The first"
    await ann.shares(jpeg(), "The second")
    ann.sees("Draft: Nine chairs", "with a picture")
    assert (kept(world).alt, stands(world).text) == ("The second", "Nine chairs were sold.")


async def test_an_approved_post_goes_back_when_its_picture_changes(world: World) -> None:
    mara, eleni, _, kostas = await approved(world)
    await mara.taps("Next good time")
    await eleni.says("post")
    await eleni.taps("1  Kostas needed")
    await wanted(eleni)
    assert stands(world).state == "scheduled"
    await eleni.shares(jpeg(), "Kostas at the kitchen table")
    eleni.sees("To decide: Kostas needed", "with a picture")
    mara.sees("To decide: Kostas needed", "with a picture", "[Approve]")
    kostas.sees("You are named in a post", "Kostas at the kitchen table")
    assert (stands(world).state, stands(world).due) == ("submitted", None)


async def test_it_comes_off_again_and_what_was_approved_goes_back(world: World) -> None:
    mara = await ready(world)
    await wanted(mara)
    await mara.shares(png(), "Chairs", mime="image/png")
    await mara.taps("Approve")
    mara.sees("Approved: Nine chairs")
    await mara.taps("More")
    await mara.taps("Another picture")
    await mara.taps("Without the picture")
    mara.sees("To decide: Nine chairs")
    assert picture_of(world) is None


async def test_words_that_come_late_do_not_bring_it_back(world: World) -> None:
    mara = await world.manager("Mara")
    await mara.says("post Nine chairs were sold.")
    await wanted(mara)
    await mara.shares(png(), mime="image/png")
    eleni = await world.member("Eleni")
    await world.promote("Eleni", Role.EDITOR)
    await eleni.says("post")
    await eleni.taps("1  Nine chairs")
    await eleni.taps("More")
    await eleni.taps("Without the picture")
    await mara.fills(alt="Nine chairs")
    assert picture_of(world) is None


async def test_the_funders_logo_is_there_once_somebody_says_so(world: World) -> None:
    mara = await world.manager("Mara")
    await mara.says("post channels")
    await mara.taps("Funder's line…")
    await mara.fills(line="-", logo="yes", currency="EUR")
    await mara.says("post Nine chairs were sold.")
    mara.sees("The funder's logo is missing")
    await wanted(mara)
    await mara.shares(png(), "Chairs beside the flag of the Union", mime="image/png")
    mara.sees("with a picture", "The funder's logo is missing")
    await mara.taps("More")
    await mara.taps("The logo is on it")
    mara.sees("with a picture that shows the funder's logo")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("Approved: Nine chairs")
    assert any(line.what == "post.logo" for line in world.db.read_now(partial(audit.latest, community_id=1)))
    await mara.taps("More")
    await mara.taps("The logo is not on it")
    mara.sees("To decide: Nine chairs", "The funder's logo is missing")


async def test_a_picture_for_a_post_that_moved_on_changes_nothing(world: World) -> None:
    mara, eleni, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold.")
    await wanted(ann)
    await mara.says("post")
    await mara.taps("1  Nine chairs")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    await ann.shares(jpeg(), "Chairs")
    ann.sees("Your picture is not on “Nine chairs were sold.”", "[Look at it]")
    assert (picture_of(world), stands(world).state) == (None, "approved")
    eleni.sees_nothing_of("Your picture")
