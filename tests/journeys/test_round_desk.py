"""Journeys of the managers' side: previewing, changing, releasing and sending the next round."""

import re
from datetime import timedelta

from domain.roles import Role
from tests.journeys.people import Person
from tests.journeys.roundtables import MONDAY, NAMES, NEXT_MONDAY, TOLD, begun, company, groups
from tests.journeys.world import World


def shown(mara: Person) -> set[frozenset[str]]:
    """The groups of the preview on the screen."""
    recent = mara.screen().rpartition("Preview of round")[2]
    return {
        frozenset(line.strip().split(" – "))
        for line in recent.split("\n")
        if re.fullmatch(r"\w+( – \w+)+", line.strip())
    }


def pairs(world: World) -> set[frozenset[str]]:
    return set(map(frozenset, groups(world)))


async def test_a_manager_begins_with_a_tap(world: World) -> None:
    await company(world, *NAMES)
    mara = await world.manager()
    await mara.says("round")
    mara.sees("No coffee rounds yet.", "[Every week]", "[Every 2 weeks]", "[Every month]")
    await mara.taps("Every 2 weeks")
    mara.sees(
        "Round 1: Mon, Nov 23, 10:00",
        "Every 2 weeks.",
        "It goes out by itself.",
        "[Preview]",
        "[Release]",
        "[Settings]",
    )
    await mara.says("round off")
    mara.sees("Round 1: no date yet") if mara.has_seen("no date yet") else mara.sees("No coffee rounds yet.")
    await world.jump(to=MONDAY)
    assert groups(world) == []


async def test_what_the_preview_shows_is_what_goes_out(world: World) -> None:
    mara, everybody = await begun(world, *NAMES, "Nora", "Oz")
    await mara.taps("Preview")
    mara.sees("Preview of round 1: Mon, Nov 23, 10:00", "6 people in 3 groups, seed ")
    before = shown(mara)
    assert len(before) == 3
    for person in everybody:
        person.sees_nothing_of(TOLD)
    await world.jump(to=MONDAY)
    assert pairs(world) == before


async def test_another_seed_seats_people_otherwise(world: World) -> None:
    mara, _ = await begun(world, *NAMES, "Nora", "Oz", "Pia", "Quim")
    await mara.says("round preview")
    before = shown(mara)
    for _ in range(4):
        await mara.taps("Another seed")
        if shown(mara) != before:
            break
    assert shown(mara) != before
    await mara.says("round seed 12")
    mara.sees("seed 12")
    chosen = shown(mara)
    await world.jump(to=MONDAY)
    assert pairs(world) == chosen


async def test_swap_lock_and_block(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round lock Ann and Kostas")
    assert shown(mara) == {frozenset({"Ann", "Kostas"}), frozenset({"Lia", "Marc"})}
    await mara.says("round swap Kostas and Lia")
    mara.sees("changed by hand, from seed ")
    assert shown(mara) == {frozenset({"Ann", "Lia"}), frozenset({"Kostas", "Marc"})}
    await world.jump(to=MONDAY)
    assert pairs(world) == {frozenset({"Ann", "Lia"}), frozenset({"Kostas", "Marc"})}
    await mara.says("round block Ann and Marc")
    await world.jump(to=NEXT_MONDAY)
    assert set(map(frozenset, groups(world)[2:])) == {frozenset({"Ann", "Kostas"}), frozenset({"Lia", "Marc"})}


async def test_two_are_swapped_with_a_form(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round lock Ann and Kostas")
    await mara.taps("Swap two")
    await mara.fills(one="Kostas", other="Marc")
    assert shown(mara) == {frozenset({"Ann", "Marc"}), frozenset({"Kostas", "Lia"})}
    await mara.says("round swap Ann and Nobody")
    mara.sees("Nobody here is called Nobody.")
    await mara.says("round swap Ann")
    mara.sees("Name two people")


async def test_a_swap_never_breaks_a_wish_and_never_tells_whose(world: World) -> None:
    mara, (ann, *_) = await begun(world)
    await ann.says("round not with Marc")
    await mara.says("round lock Ann and Kostas")
    await mara.says("round swap Kostas and Marc")
    mara.sees("These two cannot swap.", "Somebody would sit where this round's rules do not allow it.")
    await world.jump(to=MONDAY)
    assert frozenset({"Ann", "Marc"}) not in pairs(world)


async def test_released_seats_stay_and_late_joiners_sit_around_them(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round preview")
    await mara.taps("Release")
    mara.sees("[Take the release back]")
    before = shown(mara)
    await company(world, "Nora", "Oz")
    await world.jump(to=MONDAY)
    assert pairs(world) == before | {frozenset({"Nora", "Oz"})}


async def test_a_released_round_can_be_held_back(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round by hand")
    mara.sees("It waits for your release.")
    await mara.says("round release")
    await mara.taps("Take the release back")
    mara.sees("It waits for your release.")
    await world.jump(to=MONDAY)
    assert groups(world) == []
    mara.sees("Round 1 waits for you.", "[Preview]", "[Send it now]")
    await mara.taps("Send it now")
    mara.sees("Round 1 is out. 4 people in 2 groups.")
    assert len(groups(world)) == 2


async def test_what_nobody_releases_is_skipped_and_the_next_one_comes(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round by hand")
    await world.jump(to=MONDAY)
    await world.jump(days=3)
    await mara.says("round report")
    mara.sees("Skipped: 1 (held back)")
    await mara.says("round by itself")
    await world.jump(to=NEXT_MONDAY)
    assert len(groups(world)) == 2


async def test_a_round_is_sent_now_and_the_next_keeps_its_day(world: World) -> None:
    mara, everybody = await begun(world)
    await mara.says("round publish")
    mara.sees("Round 1 is out. 4 people in 2 groups.")
    assert all(person.has_seen(TOLD) for person in everybody)
    await mara.says("round")
    mara.sees("Round 2: Mon, Nov 30, 10:00")
    await world.jump(to=MONDAY)
    assert len(groups(world)) == 2


async def test_a_round_waits_for_a_named_moment(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round queue friday 16:30")
    mara.sees("Preview of round 1: Fri, Nov 20, 16:30", "[Take the release back]")
    await world.jump(to=MONDAY - timedelta(days=3) + timedelta(hours=6, minutes=31))
    assert len(groups(world)) == 2
    await mara.says("round queue yesterday")
    mara.sees("Give me a moment ahead, within a year.")
    await mara.says("round queue whenever")
    mara.sees("I read no day in “whenever”.")
    await mara.says("round")
    mara.sees("Round 2: Mon, Nov 30, 10:00")


async def test_groups_of_three_within_a_world_and_the_settings_form(world: World) -> None:
    mara, _ = await begun(world, *NAMES, "Nora", "Oz")
    await mara.says("round settings")
    await mara.fills(rhythm="every four", weekday="tue", hour="16", size="3", mixing="any", curated="itself")
    mara.sees("Round 1: Tue, Nov 24, 16:00", "in groups of 3", "Every 4 weeks.")
    await mara.says("round groups of 9")
    mara.sees("A group has 2 to 8 people.")
    await world.jump(to=MONDAY + timedelta(days=1, hours=6))
    assert sorted(map(len, groups(world))) == [3, 3]


async def test_creative_people_sit_with_those_who_make(world: World) -> None:
    await company(world, "Ann", "Lia", sectors=("design",))
    await company(world, "Kostas", "Marc", sectors=("furniture",))
    mara = await world.manager()
    await mara.says("round leave")
    await mara.says("round weekly")
    await mara.says("round across")
    await world.jump(to=MONDAY)
    assert all(len(group & {"Ann", "Lia"}) == 1 for group in groups(world))
    await mara.says("round within")
    await world.jump(to=NEXT_MONDAY)
    assert set(map(frozenset, groups(world)[2:])) == {frozenset({"Ann", "Lia"}), frozenset({"Kostas", "Marc"})}


async def test_members_cannot_touch_the_round_and_a_late_press_changes_nothing(world: World) -> None:
    mara, (ann, *_) = await begun(world)
    for text in ("round publish", "round every week", "round swap Ann and Lia", "round report", "round preview"):
        await ann.says(text)
        ann.sees("That is for the managers of this community.")
    await mara.says("round preview")
    await world.promote("Mara", Role.MEMBER)
    await mara.taps("Release")
    mara.sees("That is for the managers of this community.")
    await world.promote("Mara", Role.MANAGER)
    await world.jump(to=MONDAY)
    await mara.taps("Release")
    mara.sees("Round 1 is out already.")


async def test_first_monday_of_the_month(world: World) -> None:
    mara, _ = await begun(world, says="round first monday at 9")
    mara.sees("Round 1: Mon, Dec 7, 09:00", "Every month.")


async def test_words_that_mean_nothing_are_answered(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round blue moon")
    mara.sees("I do not know what round blue moon means.", "[round]")


async def test_after_downtime_a_late_round_goes_out_and_an_old_one_is_skipped(world: World) -> None:
    mara, _ = await begun(world)
    await world.jump(to=MONDAY + timedelta(days=1))
    assert len(groups(world)) == 2
    await world.jump(to=NEXT_MONDAY + timedelta(days=17))
    assert len(groups(world)) == 2
    await mara.says("round report")
    mara.sees("Skipped: 2 (late), 3 (late), 4 (late)")
    await mara.says("round")
    mara.sees("Round 5: Mon, Dec 21, 10:00")
