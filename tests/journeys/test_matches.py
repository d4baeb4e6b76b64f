"""Journeys of a match: from a need to two yeses, and every other way it can go."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select

from storage import blocks, consent, matches, needs, people, profile
from storage.matches import match
from storage.outbox import outbox
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


async def test_the_card_tells_why_and_how_to_get_fewer(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    await asks(world)
    await one.taps("More")
    one.sees("[Why me?]", "[Fewer of these]", "[Yes, ask]")
    await one.taps("Why me?")
    one.sees("Why I ask you", "you offer “catalogue design”")
    await one.taps("Back")
    one.sees("[More]")


async def test_not_for_me_asks_why_and_goes_to_the_next(world: World) -> None:
    one, bo, two = await ann(world), await ann(world, "Bo"), await kostas(world)
    await asks(world)
    first, second = (one, bo) if one.has_seen("Yes, ask") else (bo, one)
    assert not second.has_seen("Yes, ask")
    await first.taps("Not for me…")
    first.sees("What does not fit?", "[Not my field]", "[Too far]", "[No time]", "[Something else]")
    await first.taps("Not my field")
    first.sees("Thank you, that helps.")
    second.sees("Someone could use what you do")
    two.sees_nothing_of("would help")
    await world.jump(days=40)
    assert not first.has_seen("Yes, ask")


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


async def test_after_three_silences_i_ask_once_and_then_stop(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    for text in ("catalogue design", "design of a catalogue of lamps", "layout and design of our catalogue"):
        await asks(world, text=text)
        await world.jump(days=8)
    one.sees("Shall I go on asking you?", "[Go on]", "[Ask me later]", "[Stop]")
    await asks(world, text="catalogue design for toys")
    assert not one.has_seen("toys")
    await one.taps("Stop")
    one.sees("I have stopped.")
    await one.taps("Start again")
    await world.jump(days=15)
    one.sees("[Yes, ask]")


async def test_ask_me_later_is_a_month(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    for text in ("catalogue design", "design of a catalogue of lamps", "layout and design of our catalogue"):
        await asks(world, text=text)
        await world.jump(days=8)
    await one.taps("Ask me later")
    one.sees("I ask you nothing for a month")
    await world.jump(days=20)
    assert not one.has_seen("[Yes, ask]")
    await world.jump(days=12)
    one.sees("[Yes, ask]")


async def test_quiet_hours_are_kept(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    await world.jump(hours=10)
    await asks(world)
    assert not one.has_seen("[Yes, ask]")
    await world.jump(hours=10)
    one.sees("[Yes, ask]")


async def test_nobody_is_an_answer_too(world: World) -> None:
    two = await kostas(world, languages=("el",))
    await ann(world, languages=("es",))
    await asks(world)
    two.sees("Nobody here can help with that yet.", "1 person could, but you two share no language", "[Change]")
    await world.jump(days=3)
    assert two.screen().count("Nobody here can help") == 1


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


async def test_a_closed_need_asks_nobody_any_more(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    need = await asks(world)
    await world.db.run(lambda db: needs.change(db, need, world.clock(), state="withdrawn"))
    await one.taps("Yes, ask")
    one.sees("This request was closed in the meantime.")
    again = await asks(world, text="catalogue design for lamps")
    one.sees("lamps")
    await world.db.run(lambda db: needs.change(db, again, world.clock(), state="withdrawn"))
    await looks(world, again, "matches.close")
    assert not one.has_seen("[Yes, ask]")


async def test_a_need_closed_after_the_helpers_yes_stays_closed(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    need = await asks(world)
    await one.taps("Yes, ask")
    await world.db.run(lambda db: needs.change(db, need, world.clock(), state="withdrawn"))
    await two.taps("Yes, introduce us")
    two.sees("This request was closed")
    one.sees("It did not come together")


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


async def test_a_lapse_of_a_closed_need_is_silent(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    need = await asks(world)
    await one.taps("Yes, ask")
    await world.db.run(lambda db: needs.change(db, need, world.clock(), state="withdrawn"))
    await world.jump(days=4)
    one.sees("This request was closed")
    two.sees("This request was closed")


async def test_double_taps_and_strangers_taps_change_nothing(world: World) -> None:
    one, two, bo = await ann(world), await kostas(world), await world.member("Bo")
    await asks(world)
    await bo.says("matches 1")
    bo.sees("That is no longer here.")
    await two.says("matches 1")
    assert not two.has_seen("[Yes, ask]")
    await one.says("matches")
    one.sees("Somebody asks for “catalogue design for our chairs”", "[Open 1]")
    await one.taps("Open 1")
    await one.taps("Yes, ask")
    await one.taps("Yes, ask")
    one.sees("You said yes. I have asked there too.")
    assert world.db.read_now(lambda db: db.execute(select(func.count()).select_from(match)).scalar()) == 1
    assert two.screen().count("would help") == 1


async def test_matches_lists_what_waits_and_an_empty_list_teaches(world: World) -> None:
    one, two, bo = await ann(world), await kostas(world), await world.member("Bo")
    await bo.says("matches")
    bo.sees("No matches yet.", "need 3h web designer", "[I need something]")
    await asks(world)
    await two.says("matches")
    two.sees("I am asking somebody")
    await one.taps("Yes, ask")
    await one.says("matches")
    one.sees("You said yes to “catalogue design for our chairs”. I wait for their answer.")
    await two.says("matches")
    two.sees("Somebody offers “catalogue design”")
    await two.taps("Open 1")
    await two.taps("Yes, introduce us")
    await two.says("matches")
    two.sees("🤝 Ann · you have not talked yet")
    await two.taps("Open 1")
    two.sees("Ann, meet Kostas")


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


async def test_names_and_contacts_in_a_text_stay_unsaid(world: World) -> None:
    one, two = await ann(world, offers=("catalogue design by Ann, ann@prints.example",)), await kostas(world)
    await asks(world, text="catalogue design; call Kostas at +30 2310 555 123")
    one.sees("catalogue design; call …")
    one.sees_nothing_of("Kostas", "555")
    await one.taps("Yes, ask")
    two.sees("catalogue design by …")
    two.sees_nothing_of("Ann", "prints.example")


async def test_other_communities_are_crossed_only_with_consent(world: World) -> None:
    await two_communities(world)
    one, two = await ann(world), await kostas(world)
    await world.db.run(lambda db: _moved(world, db, "Ann"))
    await asks(world)
    two.sees("May I also introduce you to people of Med?", "[Yes]", "[No]")
    assert not one.has_seen("[Yes, ask]")
    await two.taps("Yes")
    two.sees("From now on I look in all of Med for you.")
    assert not one.has_seen("[Yes, ask]")
    await looks(world, id_of(world, "Ann"), "matches.profile")
    one.sees("May I also introduce you to people of Med?")
    await one.taps("Yes")
    one.sees("[Yes, ask]")


async def test_a_no_to_the_network_is_kept(world: World) -> None:
    await two_communities(world)
    two = await kostas(world)
    await asks(world)
    await two.taps("No")
    two.sees("Only here, then.")
    await asks(world, text="catalogue design for lamps")
    assert two.screen().count("May I also introduce") == 0
    assert world.db.read_now(partial(consent.given, member_id=id_of(world, "Kostas"), purpose="network")) is False


async def two_communities(world: World) -> None:
    def added(db: Connection) -> None:
        people.set_community(db, 1, network="Med")
        people.add_community(db, "Lonja", "open", "en", "Europe/Madrid", world.clock(), network="Med")

    await world.db.run(added)


def _moved(world: World, db: Connection, name: str) -> None:
    member = id_of(world, name)
    people.set_membership(db, 1, member, "left", world.clock())
    people.set_membership(db, 2, member, "in", world.clock())
    people.set_member(db, member, community_id=2)


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


async def test_each_question_is_sent_once(world: World) -> None:
    one, _ = await ann(world), await kostas(world)
    need = await asks(world)
    for _ in range(3):
        await looks(world, need)
        await looks(world, need, "matches.next")
    assert one.screen().count("[Yes, ask]") == 1
    keys = world.db.read_now(lambda db: db.execute(select(outbox.c.once).where(outbox.c.purpose == "match")).all())
    assert len(keys) == 1
    assert world.db.read_now(partial(matches.get, match_id=1)) is not None
