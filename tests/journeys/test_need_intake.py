"""Journeys of what is typed: too long, empty, hostile, in other languages, and before one is let in."""

from functools import partial

from sqlalchemy import Connection, select, update

from bot.incoming import Filled, Who
from storage import needs, people, ticks
from tests.journeys.test_needs import only
from tests.journeys.world import World


async def closed(world: World, admission: str = "approval") -> None:
    """From now on people must ask to come in."""

    def unit(db: Connection) -> None:
        db.execute(update(people.community).values(admission=admission))

    await world.db.run(unit)


async def let_in(world: World, name: str) -> None:
    """A manager says yes."""

    def unit(db: Connection) -> None:
        member_id = db.execute(select(people.member.c.id).where(people.member.c.name == name)).scalar_one()
        people.set_membership(db, people.communities(db)[0].id, member_id, "in", world.clock())
        ticks.plan(db, "needs.release", str(member_id), world.clock())

    await world.db.run(unit)
    await world.bot.settle()


async def test_a_strangers_first_need_is_kept_until_they_are_in(world: World) -> None:
    await closed(world)
    ann = world.person("Ann")
    await ann.says("need 3h web designer, Valencia")
    ann.sees("I have kept that", "web designer", "about 3 h · Valencia", "As soon as you are in I look for someone")
    assert only(world).state == "held"
    await world.jump(days=40)
    await let_in(world, "Ann")
    ann.sees("Now I look for someone: web designer", "[Fulfilled] [Change] [Close]")
    assert only(world).state == "open"
    await world.jump(hours=1)
    assert ann.screen().count("Now I look for someone") == 1


async def test_a_stranger_changes_and_drops_what_is_kept(world: World) -> None:
    await closed(world, "code")
    ann = world.person("Ann")
    await ann.says("need logo by 31 June")
    ann.sees("That day does not exist")
    await ann.taps("30 June")
    ann.sees("I have kept that", "until 30 June 2027")
    await ann.taps("Change")
    await ann.fills(text="logo for a bakery", kind="", place="", until="", effort="", gives="")
    ann.sees("I have kept that", "logo for a bakery")
    await ann.taps("Drop")
    ann.sees("I have kept nothing of it")


async def test_a_stranger_keeps_a_few_and_offers_too(world: World) -> None:
    await closed(world, "code")
    ann = world.person("Ann")
    await ann.says("offer drawing lessons")
    ann.sees("As soon as you are in I offer it")
    for number in range(3):
        await ann.says(f"need logo {number}x")
    await ann.says("need logo and more")
    ann.sees("I keep 3 for you already")
    await let_in(world, "Ann")
    assert ann.has_seen("Now it is on offer: drawing lessons")
    assert ann.has_seen("Now I look for someone: logo 2x")


async def test_who_was_removed_is_told_where_they_stand(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need logo")

    def out(db: Connection) -> None:
        db.execute(update(people.membership).values(state="removed"))

    await world.db.run(out)
    await ann.says("need a photographer")
    ann.sees("You are no longer in Tertulia")
    assert only(world).text == "logo"


async def test_a_text_that_is_too_long_is_kept_in_its_beginning(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need " + "chair maker " * 300)
    ann.sees("500 fit here", "I have kept the beginning", "[Change]")
    assert only(world).text.startswith("chair maker chair maker")
    assert len(only(world).text) <= 500


async def test_pictures_are_no_need(world: World) -> None:
    ann = await world.member("Ann")
    for text in ("🎉🎉", "by 30 June", "…"):
        await ann.says(f"need {text}")
        ann.sees("Say in a few words what you need")
    with world.db.engine.connect() as db:
        assert db.execute(select(needs.need)).first() is None


async def test_what_one_writes_is_only_text(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need *bold* _designer_ [x](https://example.org) <b>now</b>")
    ann.sees("*bold* _designer_ [x](https://example.org) <b>now</b>")


async def test_another_languages_day_is_guessed_and_shown_back(world: World) -> None:
    ann = await world.member("Ann")
    await world.db.run(partial(_speaks, language="fr"))
    await ann.says("need traducteur, avant le 30 juin")
    ann.sees("30 June 2027")


def _speaks(db: Connection, language: str) -> None:
    db.execute(update(people.member).values(language=language))


async def test_a_forged_id_in_a_form_changes_nothing(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need logo")
    bob = await world.member("Bob")
    with world.db.engine.connect() as db:
        account = db.execute(select(people.account).order_by(people.account.c.id.desc())).first()
    assert account is not None
    who = Who(account.platform, account.user, account.workspace, "Bob", chat=account.chat)
    for number, forged in enumerate(("1", "999999", "9" * 40, "-1", "x")):
        filled = Filled(
            who=who, key=f"forged{number}", form="need", values={"text": "mine now"}, hidden={"need": forged}
        )
        await world.bot.dispatch(filled)
        await world.bot.settle()
    assert bob.has_seen("That is no longer here")
    with world.db.engine.connect() as db:
        found = needs.get(db, 1)
    assert found is not None
    assert found.text == "logo"


async def test_a_far_day_is_asked_for_again(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need logo by 30 June 2045")
    ann.sees("That is more than two years away", "[In 30 days]")
    await ann.taps("In 30 days")
    ann.sees("Is this what you need?", "until 18 December")
