"""Journeys of the coffee rounds as members have them: taking part, a break, wishes, silence."""

from pathlib import Path

from tests.journeys.couples import leaves
from tests.journeys.people import Person
from tests.journeys.roundtables import MONDAY, NAMES, NEXT_MONDAY, TOLD, begun, company, groups, partner
from tests.journeys.world import World, opened


async def test_a_weekly_round_brings_pairs_together(world: World) -> None:
    mara, everybody = await begun(world)
    mara.sees("Round 1: Mon, Nov 23, 10:00", "4 people take part so far, in pairs", "Every week. Seed ")
    await world.jump(to=MONDAY)
    assert sorted(map(len, groups(world))) == [2, 2]
    for person in everybody:
        other = partner(world, person.name)
        person.sees(f"Your coffee this round: you and {other}.", f"{other}: {other} makes things")
        person.sees("you have not sat together before", "Times that suit both: ", "To break the ice: ")
        person.sees("[Say hello through me]", "[We met]", "[Fewer of these]", "[coffee.ics]")
    mara.sees_nothing_of(TOLD)


async def test_nobody_meets_the_same_person_again_and_each_round_comes_once(world: World) -> None:
    _, everybody = await begun(world)
    await world.jump(to=MONDAY)
    await world.jump(minutes=1)
    assert len(groups(world)) == 2
    await world.jump(to=NEXT_MONDAY)
    await world.jump(days=7)
    found = groups(world)
    assert len(found) == 6
    assert len(set(map(frozenset, found))) == 6, "each pair once while there is any other"
    assert [person.screen().count(TOLD) for person in everybody] == [3, 3, 3, 3]


async def test_an_odd_number_makes_a_trio(world: World) -> None:
    _, everybody = await begun(world, *NAMES, "Nora")
    await world.jump(to=MONDAY)
    assert sorted(map(len, groups(world))) == [2, 3]
    assert all(person.has_seen(TOLD) for person in everybody)


async def test_members_hear_of_the_rounds_before_and_say_no_or_yes(world: World) -> None:
    ann, bo = *await company(world, "Ann"), await world.member("Bo")
    await world.jump(days=2)
    mara = await world.manager()
    await mara.says("round every 2 weeks on tuesday at 9")
    mara.sees("Round 1: Tue, Nov 24, 09:00", "Every 2 weeks.")
    ann.sees(
        "Coffee rounds in Tertulia: the first is on Tue, Nov 24, 09:00", "Your profile is public, so you take part"
    )
    bo.sees("your profile is private, so I ask first", "[I take part]", "[Not for me]")
    await ann.taps("Not for me")
    ann.sees("No more rounds for you in Tertulia.", "round join")
    await bo.taps("I take part")
    bo.sees("You take part in the rounds of Tertulia.", "The next is on Tue, Nov 24, 09:00")
    await mara.says("round")
    mara.sees("1 person takes part so far", "1 does not want to", "1 has not said yes")
    await world.jump(days=1)
    ann.sees_nothing_of("Your profile is public, so you take part")


async def test_round_shows_a_member_their_part(world: World) -> None:
    _, (ann, *_) = await begun(world)
    await ann.says("round")
    ann.sees(
        "You take part in the coffee rounds of Tertulia.", "Every week, in pairs. The next is on Mon, Nov 23, 10:00"
    )
    await ann.taps("Not the next one")
    ann.sees("You have a break from the rounds of Tertulia until Monday, November 23, 2026.", "[I am back]")
    await ann.taps("I am back")
    ann.sees("You take part", "[Not the next one]")
    await ann.says("round snooze until 5 Jan")
    ann.sees("until Tuesday, January 5, 2027")
    await world.jump(to=MONDAY)
    ann.sees_nothing_of(TOLD)
    await ann.says("round snooze off")
    await ann.says("round off")
    ann.sees("No more rounds for you in Tertulia.")
    await ann.says("round")
    ann.sees("You do not take part", "[I take part]")
    await ann.says("round join")
    ann.sees("You take part in the rounds of Tertulia.")


async def test_a_wish_to_sit_apart_is_kept_and_nobody_learns_of_it(world: World) -> None:
    mara, (ann, kostas) = await begun(world, "Ann", "Kostas")
    await ann.says("round rather not with kostas")
    ann.sees("I do not seat you with Kostas. Nobody else ever learns of it")
    await ann.says("round me")
    ann.sees("You would rather not sit with Kostas; nobody else knows.")
    await world.jump(to=MONDAY)
    assert groups(world) == []
    for person in (ann, kostas):
        person.sees("No seat for you in this round.", "I found nobody to seat you with")
    for person in (mara, kostas):
        person.sees_nothing_of("rather not", "apart", "avoid")
    await ann.says("round with Kostas again")
    ann.sees("You may sit with Kostas again.")
    await world.jump(to=NEXT_MONDAY)
    assert groups(world) == [{"Ann", "Kostas"}]


async def test_the_wish_can_be_written_into_a_form(world: World) -> None:
    _, (ann, *_) = await begun(world)
    await ann.says("round not with Nobody")
    ann.sees("I know nobody here whom you could mean by Nobody.")
    await ann.says("round")
    await ann.taps("Rather not with…")
    await ann.fills(name="Lia")
    ann.sees("I do not seat you with Lia.")
    await ann.taps("Take it back")
    ann.sees("You may sit with Lia again.")


async def test_who_was_left_out_hears_why_and_comes_first_next_time(world: World) -> None:
    _, (ann, *others) = await begun(world, "Ann", "Kostas", "Lia")
    for person in others:
        await person.says(f"round not with {'Lia' if person.name == 'Kostas' else 'Kostas'}")
    await world.jump(to=MONDAY)
    out = next(person for person in others if person.name not in groups(world)[0])
    out.sees("No seat for you in this round.", "You come first in the next round, on Mon, Nov 30, 10:00")
    await world.jump(to=NEXT_MONDAY)
    assert groups(world)[1] == {"Ann", out.name}
    assert ann.screen().count(TOLD) == 2


async def test_nobody_alone_is_dropped_in_silence(world: World) -> None:
    _, (ann,) = await begun(world, "Ann")
    await world.jump(to=MONDAY)
    ann.sees("No seat for you in this round.", "Nobody else takes part this time.")


async def test_late_joiners_sit_with_whoever_waits(world: World) -> None:
    _, (ann,) = await begun(world, "Ann")
    await world.jump(to=MONDAY)
    bo = await world.member("Bo")
    await bo.says("round join")
    assert groups(world) == [{"Ann", "Bo"}]
    ann.sees("Your coffee this round: you and Bo.")
    bo.sees("Your coffee this round: you and Ann.")
    nora = await world.member("Nora")
    await nora.says("round join")
    nora.sees("The next is on Mon, Nov 30, 10:00")
    nora.sees_nothing_of(TOLD)
    await world.jump(to=NEXT_MONDAY)
    assert any("Nora" in group for group in groups(world)[1:])


async def test_who_is_away_has_left_or_is_blocked_is_not_seated(world: World) -> None:
    _, (ann, kostas, lia, marc) = await begun(world)
    await ann.says("snooze 2 weeks")
    await leaves(world, "Kostas")
    await lia.says("block Marc")
    await lia.taps("Block Marc")
    await world.jump(to=MONDAY)
    assert groups(world) == []
    for person in (ann, kostas, lia, marc):
        person.sees_nothing_of(TOLD)


async def three_silent_rounds(world: World) -> tuple[Person, Person]:
    """Ann says nothing to three rounds; Kostas answers each."""
    _, (ann, kostas) = await begun(world, "Ann", "Kostas")
    await world.jump(to=MONDAY)
    for _ in range(3):
        await world.jump(days=3)
        await kostas.taps("Not yet")
        ann.sees_nothing_of("Shall I go on seating you")
        await world.jump(days=4)
    return ann, kostas


async def test_after_three_silent_rounds_i_ask_once_and_then_stop(world: World) -> None:
    ann, kostas = await three_silent_rounds(world)
    ann.sees("Shall I go on seating you in the rounds of Tertulia?", "[Go on]", "[Ask me later]", "[Stop]")
    kostas.sees("Nobody else takes part this time.")
    await world.jump(days=14)
    assert ann.screen().count("Shall I go on seating you") == 1
    assert ann.screen().count(TOLD) == 3
    await ann.says("round")
    ann.sees("I do not seat you in the rounds of Tertulia until you say so.", "[I take part]")


async def test_stay_later_or_stop(world: World) -> None:
    ann, kostas = await three_silent_rounds(world)
    await ann.taps("Go on")
    assert ann.screen().count(TOLD) == 4, "Kostas waited: they sit together at once"
    await kostas.says("round")
    await world.jump(days=7)
    assert ann.screen().count(TOLD) == 5


async def test_ask_me_later(world: World) -> None:
    ann, _ = await three_silent_rounds(world)
    await ann.taps("Ask me later")
    ann.sees("A break until Monday, January 11, 2027.", "Then I seat you again.")
    await world.jump(days=14)
    assert ann.screen().count(TOLD) == 3
    await world.jump(days=15)
    assert ann.screen().count(TOLD) == 4


async def test_stop(world: World) -> None:
    ann, _ = await three_silent_rounds(world)
    await ann.taps("Stop")
    ann.sees("No more rounds for you in Tertulia.")
    await world.jump(days=60)
    assert ann.screen().count(TOLD) == 3


async def test_rounds_go_across_platforms(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram", "slack") as world:
        (ann,), (kostas,) = await company(world, "Ann", on="telegram"), await company(world, "Kostas", on="slack")
        mara = await world.manager(on="slack")
        await mara.says("round leave")
        await mara.says("round weekly")
        await world.jump(to=MONDAY)
        ann.sees("Your coffee this round: you and Kostas.")
        kostas.sees("Your coffee this round: you and Ann.")
        await ann.taps("Say hello through me")
        await ann.fills(text="Shall we meet at *ten*?")
        kostas.sees("Ann writes:", "Shall we meet at *ten*?", "[Reply]")
        await kostas.taps("Reply")
        await kostas.fills(text="Gladly.")
        ann.sees("Kostas writes:", "Gladly.")
