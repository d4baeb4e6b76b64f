"""The main job, whole: profile, need, match, two yeses, introduction, met, and Monday's digest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.people import Person
from tests.journeys.world import World, opened

MONDAY = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
"""Just after nine in Madrid."""


async def has_a_profile(person: Person, offers: str, headline: str, city: str) -> None:
    """Six questions, some skipped, then published."""
    await person.says("profile")
    await person.fills(
        offers=offers, headline=headline, looking_for="", languages="English", city=city, availability=""
    )
    if person.has_seen("Does your clock follow"):
        await person.taps("Yes, change it")
    await person.taps("Publish")


async def the_loop(world: World, ann: Person, kostas: Person) -> None:
    """What two people do and see, whatever they write on."""
    await has_a_profile(ann, "catalogue design; illustration", "Designer of printed things", "Valencia")
    await has_a_profile(kostas, "chairs made by hand", "Chair maker", "Thessaloniki")

    await kostas.says("need catalogue design for our chairs, by 30 December")
    kostas.sees("Is this what you need?", "30 December")
    await kostas.taps("Yes, look for someone")

    ann.sees("Someone could use what you do", "catalogue design for our chairs", "You offer “catalogue design”")
    ann.sees_nothing_of("Kostas")
    await ann.taps("Yes, ask")
    kostas.sees_nothing_of("Ann")
    await kostas.taps("Yes, introduce us")
    for person in (ann, kostas):
        person.sees("Ann, meet Kostas. Kostas, meet Ann.", "To break the ice")

    await world.jump(days=3)
    ann.sees("Did you two talk?")
    await ann.taps("We did")


@pytest.mark.parametrize("both", [("telegram", "slack"), ("slack", "telegram"), ("console", "telegram")])
async def test_across_two_platforms(tmp_path: Path, both: tuple[str, str]) -> None:
    async with opened(tmp_path, *both) as world:
        await the_loop(world, await world.member("Ann", both[0]), await world.member("Kostas", both[1]))


async def test_on_one_platform_and_monday_tells_what_is_new(world: World) -> None:
    ann, kostas = await world.member("Ann"), await world.member("Kostas")
    await the_loop(world, ann, kostas)
    nora = await world.member("Nora")
    await has_a_profile(nora, "sound for films", "Sound engineer", "Bologna")
    await world.jump(to=MONDAY)
    ann.sees("Your week, Ann", "Nora")
    kostas.sees("Your week, Kostas", "Nora")
    before = ann.screen()
    await world.jump(hours=2)
    assert ann.screen() == before
