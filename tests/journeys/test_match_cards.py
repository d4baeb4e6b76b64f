"""Journeys along the cards of a match: what they show, what they hide, and what an old one answers."""

from functools import partial

from sqlalchemy import func, select

from storage import matches, needs
from storage.matches import match
from storage.outbox import outbox
from tests.journeys.couples import ann, asks, id_of, kostas, looks
from tests.journeys.world import World


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


async def test_nobody_is_an_answer_too(world: World) -> None:
    two = await kostas(world, languages=("el",))
    await ann(world, languages=("es",))
    await asks(world)
    two.sees("Nobody here can help with that yet.", "1 person could, but you two share no language", "[Change]")
    await world.jump(days=3)
    assert two.screen().count("Nobody here can help") == 1


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


async def test_names_and_contacts_in_a_text_stay_unsaid(world: World) -> None:
    one, two = await ann(world, offers=("catalogue design by Ann, ann@prints.example",)), await kostas(world)
    await asks(world, text="catalogue design; call Kostas at +30 2310 555 123")
    one.sees("catalogue design; call …")
    one.sees_nothing_of("Kostas", "555")
    await one.taps("Yes, ask")
    two.sees("catalogue design by …")
    two.sees_nothing_of("Ann", "prints.example")


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


async def test_somebody_who_comes_forward_has_said_yes(world: World) -> None:
    two, bo = await kostas(world), await world.member("Bo")
    need = await asks(world)
    await looks_for_volunteer(world, need, "Bo")
    two.sees("Someone would like to help.", "[Yes, introduce us]")
    two.sees_nothing_of("Bo")
    await looks_for_volunteer(world, need, "Bo")
    assert two.screen().count("[Yes, introduce us]") == 1
    await two.taps("Yes, introduce us")
    bo.sees("Bo, meet Kostas", "Bo would like to help")


async def test_a_volunteer_may_change_their_mind(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    need = await asks(world)
    await one.taps("Not now")
    await looks_for_volunteer(world, need, "Ann")
    two.sees("Someone who offers “catalogue design” would help.")
    await two.taps("Not for me…")
    await two.taps("Something else")
    await looks_for_volunteer(world, need, "Ann")
    await looks_for_volunteer(world, need, "Kostas")
    assert not two.has_seen("[Yes, introduce us]")


async def looks_for_volunteer(world: World, need: int, name: str) -> None:
    await world.bot.office.run(lambda desk: desk.later("matches.volunteer", f"{need}:{id_of(world, name)}"))
    await world.bot.settle()
