"""Journeys of a match: from a need to two yeses, and every other way it can go."""

from datetime import timedelta
from pathlib import Path

from storage import blocks, needs, people, profile
from tests.journeys.couples import ann, asks, id_of, kostas, leaves, looks, need_state
from tests.journeys.world import World, opened


async def test_both_say_yes_and_are_introduced(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    need = await asks(world)
    one.sees("Someone could use what you do: Chair maker, Thessaloniki", "catalogue design for our chairs")
    one.sees("You offer “catalogue design”", "you both speak English", "[Yes, ask]", "[Not now]", "[Not for me…]")
    one.sees_nothing_of("Kostas")
    await one.taps("Yes, ask")
    one.sees("You said yes. I have asked there too.")
    two.sees("Someone who offers “catalogue design” would help.", "Valencia", "[Yes, introduce us]")
    two.sees_nothing_of("Ann")
    await two.taps("Yes, introduce us")
    two.sees("I introduce you to each other now", "Ann, meet Kostas. Kostas, meet Ann.")
    one.sees("Ann, meet Kostas. Kostas, meet Ann.")
    assert need_state(world, need) == "matched"


async def test_a_typed_need_finds_its_helper(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await two.says("need catalogue design for our chairs")
    await two.taps("Yes, look for someone")
    one.sees("Someone could use what you do", "[Yes, ask]")


async def test_nobody_is_asked_more_at_once_than_they_take(world: World) -> None:
    one, none = await ann(world, capacity=1), await ann(world, "Bo", capacity=0)
    await kostas(world)
    await asks(world)
    one.sees("catalogue design for our chairs", "[Yes, ask]")
    await asks(world, text="a design for a catalogue of tables")
    assert not one.has_seen("catalogue of tables"), "one waits for an answer already"
    assert not none.has_seen("[Yes, ask]")
    await one.taps("Yes, ask")
    await world.jump(days=1)
    one.sees("catalogue of tables", "[Yes, ask]")
    assert not none.has_seen("[Yes, ask]")


async def test_not_now_leaves_the_helper_alone_for_two_weeks(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    await asks(world)
    await one.taps("Not now")
    one.sees("Fine, not now.")
    await world.jump(days=10)
    assert not one.has_seen("[Yes, ask]")
    await world.jump(days=5)
    one.sees("[Yes, ask]")


async def test_no_time_rests_and_never_asks_for_the_same_again(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    await asks(world)
    await one.taps("Not for me…")
    await one.taps("No time")
    one.sees("For two weeks I ask you nothing.")
    await world.jump(days=20)
    assert not one.has_seen("[Yes, ask]")
    await asks(world, text="a design for a catalogue of tables")
    one.sees("[Yes, ask]")


async def test_the_owner_may_say_no_and_the_helper_hears_nothing_about_them(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await asks(world)
    await one.taps("Yes, ask")
    await two.taps("Not for me…")
    two.sees("[Not what I need]")
    await two.taps("Not what I need")
    two.sees("I look for someone else.")
    one.sees("It did not come together this time.")
    one.sees_nothing_of("Kostas")


async def test_the_owners_not_now_pauses_the_search(world: World) -> None:
    one, bo, two = await ann(world), await ann(world, "Bo"), await kostas(world)
    await asks(world)
    await (one if one.has_seen("[Yes, ask]") else bo).taps("Yes, ask")
    await two.taps("Not now")
    two.sees("In two weeks I look for someone again.")
    await world.jump(days=5)
    assert not any(person.has_seen("[Yes, ask]") for person in (one, bo))
    await world.jump(days=10)
    assert any(person.has_seen("[Yes, ask]") for person in (one, bo))


async def test_too_far_brings_only_nearer_people(world: World) -> None:
    near, far = await ann(world, "Nia", city="Athens"), await ann(world, "Fay", city="Lisbon")
    two = await kostas(world)
    await asks(world)
    await near.taps("Yes, ask")
    await two.taps("Not for me…")
    await two.taps("Too far")
    two.sees("From now on I look only for someone nearer.")
    assert not far.has_seen("[Yes, ask]")


async def test_silence_lapses_politely_and_the_next_is_asked(world: World) -> None:
    one, bo, _ = await ann(world), await ann(world, "Bo"), await kostas(world)
    await asks(world)
    first, second = (one, bo) if one.has_seen("Yes, ask") else (bo, one)
    await world.jump(days=3, hours=1)
    first.sees("This one has passed.", "No answer needed")
    second.sees("[Yes, ask]")


async def test_the_owners_silence_lapses_too(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await asks(world)
    await one.taps("Yes, ask")
    await world.jump(days=3, hours=1)
    two.sees("This one has passed.")
    one.sees("It did not come together this time.")


async def test_quiet_hours_are_kept(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    await world.jump(hours=10)
    await asks(world)
    assert not one.has_seen("[Yes, ask]")
    await world.jump(hours=10)
    one.sees("[Yes, ask]")


async def test_a_new_profile_is_found_for_an_open_need(world: World) -> None:
    two = await kostas(world)
    await asks(world)
    two.sees("I keep looking")
    one = await ann(world)
    await looks(world, id_of(world, "Ann"), "matches.profile")
    one.sees("[Yes, ask]")


async def test_an_open_offer_is_enough_to_be_asked(world: World) -> None:
    two, bo = await kostas(world), await world.member("Bo")
    await asks(world)
    two.sees("Nobody here can help")
    await bo.says("offer catalogue design")
    await bo.taps("Yes")
    bo.sees("[Yes, ask]")


async def test_who_left_or_is_blocked_is_not_brought_together(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await asks(world)
    await one.taps("Yes, ask")
    await leaves(world, "Ann")
    await two.taps("Yes, introduce us")
    two.sees_nothing_of("Ann")

    bo = await ann(world, "Bo")
    await world.db.run(lambda db: blocks.add(db, id_of(world, "Kostas"), id_of(world, "Bo"), world.clock()))
    await asks(world, text="catalogue design for lamps")
    assert not bo.has_seen("[Yes, ask]")


async def test_nobody_is_asked_more_than_they_can_take(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    for thing in ("lamps", "toys", "boats", "hats"):
        await asks(world, text=f"catalogue design for {thing}")
    assert one.screen().count("[Yes, ask]") == 2


async def test_a_need_for_two_goes_on_after_the_first(world: World) -> None:
    one, bo, two = await ann(world), await ann(world, "Bo"), await kostas(world)
    need = await asks(world, wanted=2)
    first, second = (one, bo) if one.has_seen("Yes, ask") else (bo, one)
    await first.taps("Yes, ask")
    await two.taps("Yes, introduce us")
    assert need_state(world, need) == "open"
    second.sees("[Yes, ask]")
    await second.taps("Yes, ask")
    await two.taps("Yes, introduce us")
    assert need_state(world, need) == "matched"


async def test_ann_on_telegram_and_kostas_on_slack(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram", "slack") as world:
        one, two = await ann(world, on="telegram"), await kostas(world, on="slack")
        await asks(world)
        one.sees("[Yes, ask]")
        await one.taps("Yes, ask")
        two.sees("[Yes, introduce us]")
        await two.taps("Yes, introduce us")
        one.sees("Ann, meet Kostas. Kostas, meet Ann.", "[Say hello through me]")
        two.sees("Ann, meet Kostas. Kostas, meet Ann.")
        await one.taps("Say hello through me")
        await one.says("Shall we *talk* on Friday?")
        one.sees("Passed on to Kostas.")
        two.sees("Ann writes:", "Shall we *talk* on Friday?", "[Reply]")
        await two.taps("Reply")
        await two.fills(text="Gladly <b>you</b>")
        one.sees("Kostas writes:", "Gladly <b>you</b>")


async def test_what_was_compared_must_still_stand(world: World) -> None:
    """A need that changes while it is compared is looked at again, as it is then."""
    one, _ = await ann(world), await kostas(world)
    need = await asks(world, text="somebody who repairs clocks")
    assert not one.has_seen("[Yes, ask]")
    await world.db.run(lambda db: needs.change(db, need, world.clock(), text="catalogue design"))
    await looks(world, need)
    one.sees("[Yes, ask]")


async def test_who_stays_unpublished_is_not_suggested(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await world.db.run(lambda db: profile.change(db, id_of(world, "Ann"), world.clock(), published=False))
    await asks(world)
    two.sees("Nobody here can help")
    assert not one.has_seen("[Yes, ask]")


async def test_a_snoozed_owner_is_not_looked_for(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    later = world.clock() + timedelta(days=5)
    await world.db.run(lambda db: people.set_member(db, id_of(world, "Kostas"), snoozed_until=later))
    await asks(world)
    assert not one.has_seen("[Yes, ask]")
    await world.jump(days=6)
    one.sees("[Yes, ask]")


async def test_whoever_publishes_is_found_for_needs_that_stand_open(world: World) -> None:
    two = await kostas(world)
    await asks(world)
    one = await ann(world, published=False)
    assert not one.has_seen("Yes, ask")
    await one.says("profile public")
    one.sees("Someone could use what you do", "[Yes, ask]")
    two.sees_nothing_of("Ann")


async def test_a_closed_need_takes_its_question_back(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await asks(world)
    await two.says("need")
    await two.taps("catalogue design")
    await two.taps("Close")
    one.sees_nothing_of("[Yes, ask]")
