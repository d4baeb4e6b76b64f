"""Journeys of a need: understood, confirmed, warned of, renewed, fulfilled, closed."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from bot.adapters.base import Inbound
from bot.incoming import Pressed, Who
from handlers.need_cards import Act, Day, ForProject, MetBy, OnNeed
from storage import introductions, matches, needs, people, ticks
from tests.journeys.people import Person
from tests.journeys.world import World


async def opened(world: World, text: str = "web designer, by 18 December", name: str = "Ann") -> Person:
    """Somebody with an open need."""
    person = await world.member(name)
    await person.says(f"need {text}")
    await person.taps("Yes, look for someone")
    return person


def only(world: World) -> needs.Need:
    """The one need there is."""
    with world.db.engine.connect() as db:
        ids = list(db.execute(select(needs.need.c.id)).scalars())
        found = needs.get(db, ids[-1])
    assert found is not None
    return found


def planned(world: World) -> set[tuple[str, str]]:
    with world.db.engine.connect() as db:
        return {(row.work, row.key) for row in db.execute(select(ticks.due.c.work, ticks.due.c.key))}


async def test_a_line_is_shown_back_and_then_looked_for(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need 3h web designer for a furniture catalogue, Valencia or remote, by 30 June, paid")
    ann.sees("Is this what you need?", "web designer for a furniture catalogue")
    ann.sees("about 3 h · Valencia or remote · until 30 June 2027 · paid", "[Yes, look for someone] [Change] [Drop]")
    assert only(world).state == "draft"
    await ann.taps("Yes, look for someone")
    ann.sees("I am looking for someone now", "[Tell me what you offer]")
    assert only(world).state == "open"
    assert ("needs.tend", "1") in planned(world)


async def test_who_has_a_profile_is_not_asked_for_one(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("profile")
    await ann.fills(offers="web shops", headline="", looking_for="", languages="", city="", availability="")
    await ann.says("need a photographer")
    await ann.taps("Yes, look for someone")
    ann.sees("I am looking for someone now", "[Fulfilled] [Change] [Close]")


async def test_a_bare_need_asks_first_and_lists_later(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need")
    await ann.fills(
        text="logo for a bakery", kind="", place="Torino", until="30 huhtikuuta", effort="2 days", gives="A swap"
    )
    ann.sees("I could not read the day", "[Another day]")
    await ann.taps("In 30 days")
    ann.sees("logo for a bakery", "about 2 days · Torino · until 18 December · a swap")
    await ann.taps("Yes, look")
    await ann.says("need")
    ann.sees("What you need: 1", "logo for a bakery · until 18 December", "[New need]")
    await ann.taps("1  logo")
    ann.sees("Open need", "[Fulfilled] [Change] [Close]")


async def test_a_day_that_does_not_exist_offers_its_neighbours(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need logo by 31 June")
    ann.sees("That day does not exist", "31 June; did you mean 30 June 2027 or 1 July 2027?")
    await ann.taps("30 June")
    ann.sees("Is this what you need?", "until 30 June 2027")


async def test_next_friday_on_a_friday_offers_both_days(world: World) -> None:
    ann = await world.member("Ann")
    await world.jump(days=2)
    await ann.says("need logo by next Friday")
    ann.sees("could be one of two days", "next Friday; did you mean 20 November or 27 November?")
    await ann.taps("27 November")
    ann.sees("Is this what you need?", "until 27 November")


async def test_a_day_that_has_passed_is_asked_for_again(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need logo by 3 March 2020")
    ann.sees("That day has passed", "3 March 2020", "The rest is kept")
    await ann.taps("Another day")
    await ann.fills(until="next Friday")
    ann.sees("Is this what you need?", "until 20 November")


async def test_a_draft_that_waited_too_long_asks_for_its_day(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need logo by 20 November")
    await world.jump(days=10)
    await ann.taps("Yes, look")
    ann.sees("That day has passed", "[In 30 days]")
    await ann.taps("In 30 days")
    await ann.taps("Yes, look")
    ann.sees("I am looking for someone now", "until 28 December")


async def test_change_keeps_what_is_not_touched(world: World) -> None:
    ann = await opened(world, "3h web designer, Valencia or remote, by 30 June")
    await ann.says("need")
    await ann.taps("1  web designer")
    await ann.taps("Change")
    await ann.fills(text="a photographer for chairs", kind="", place="", until="", effort="", gives="It is paid")
    ann.sees("Open need", "a photographer for chairs")
    found = only(world)
    assert (found.text, found.gives, found.state) == ("a photographer for chairs", "paid", "open")


async def test_a_dropped_draft_leaves_nothing(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("need logo")
    await ann.taps("Drop")
    ann.sees("I have kept nothing of it", "[Write another]")
    with world.db.engine.connect() as db:
        assert db.execute(select(needs.need)).first() is None


async def test_its_owner_is_warned_a_week_and_a_day_before_and_told_the_end_once(world: World) -> None:
    ann = await opened(world)
    await world.jump(to=datetime(2026, 12, 11, 7, 59, tzinfo=UTC))
    ann.sees_nothing_of("it ends:")
    await world.jump(to=datetime(2026, 12, 11, 8, 0, tzinfo=UTC))
    ann.sees("In 7 days it ends: web designer", "[Renew] [Fulfilled] [Close]")
    await world.jump(to=datetime(2026, 12, 17, 8, 0, tzinfo=UTC))
    ann.sees("Tomorrow it ends: web designer")
    await world.jump(to=datetime(2026, 12, 18, 23, 0, tzinfo=UTC))
    assert only(world).state == "expired"
    ann.sees_nothing_of("Over: web designer")
    await world.jump(hours=9)
    await world.jump(days=5)
    assert ann.screen().count("Over: web designer") == 1
    await ann.taps("Open it again")
    ann.sees("Open need", "until 23 January 2027")
    assert only(world).state == "open"


async def test_a_renewal_moves_the_warnings(world: World) -> None:
    ann = await opened(world)
    await world.jump(to=datetime(2026, 12, 11, 8, 0, tzinfo=UTC))
    await ann.taps("Renew")
    ann.sees("until 17 January 2027")
    await world.jump(to=datetime(2026, 12, 20, 12, 0, tzinfo=UTC))
    assert only(world).state == "open"
    await world.jump(to=datetime(2027, 1, 10, 8, 0, tzinfo=UTC))
    assert ann.screen().count("In 7 days it ends") == 1


async def test_who_has_left_hears_nothing_of_their_needs(world: World) -> None:
    ann = await opened(world)
    before = ann.screen()

    def leave(db: Connection) -> None:
        db.execute(update(people.membership).values(state="left"))

    await world.db.run(leave)
    await world.jump(days=40)
    assert ann.screen() == before
    assert only(world).state == "withdrawn"


async def test_closing_and_opening_again(world: World) -> None:
    ann = await opened(world)
    await ann.taps("More")
    ann.sees("[30 days more]", "[Back]")
    await ann.taps("30 days more")
    ann.sees("until 17 January 2027")
    await ann.taps("Close")
    ann.sees("Closed: web designer", "[Open it again]")
    assert only(world).state == "withdrawn"


async def test_fulfilled_asks_who_helped_where_people_were_introduced(world: World) -> None:
    ann = await opened(world)
    await world.member("Kostas")
    ids = await world.db.run(introduce)
    await ann.taps("More")
    await ann.taps("Back")
    await ann.taps("Fulfilled")
    ann.sees("Who helped?", "[Kostas]", "[Someone else]")
    await ann.taps("Kostas")
    ann.sees("Done: web designer")
    assert (only(world).state, only(world).met_by) == ("fulfilled", ids["Kostas"])


def introduce(db: Connection) -> dict[str, int]:
    ids = {row.name: int(row.id) for row in db.execute(select(people.member.c.name, people.member.c.id))}
    now = datetime(2026, 11, 18, tzinfo=UTC)
    row = {"need_id": 1, "helper_id": ids["Kostas"], "owner_id": ids["Ann"], "created": now}
    match = insert(matches.match).values(rank=1, score=1.0, parts="{}", reasons="[]", state="introduced", **row)
    match_id = db.execute(match).inserted_primary_key[0]  # type: ignore[index]  # an insert has one
    db.execute(insert(introductions.introduction).values(match_id=match_id, **row))
    return ids


async def test_fulfilled_by_someone_i_did_not_introduce(world: World) -> None:
    ann = await opened(world)
    await ann.taps("More")
    await ann.taps("Back")
    await ann.taps("Fulfilled")
    ann.sees("Done: web designer")
    assert (only(world).state, only(world).met_by) == ("fulfilled", None)


async def test_somebody_elses_need_reads_as_absent(world: World) -> None:
    await opened(world)
    bob = await world.member("Bob")
    with world.db.engine.connect() as db:
        account = db.execute(select(people.account).order_by(people.account.c.id.desc())).first()
    assert account is not None
    who = Who(account.platform, account.user, account.workspace, "Bob", chat=account.chat)
    inbound: Inbound = world.bot.dispatch
    hostile = [
        *(OnNeed(1, act) for act in Act),
        Day(1, "2027-01-01"),
        MetBy(1, 0),
        ForProject(1, 0),
        OnNeed(10**9, Act.SHOW),
    ]
    for number, press in enumerate(hostile):
        seen = bob.screen().count("That is no longer here")
        await inbound(Pressed(who=who, key=f"hostile{number}", packed=press.pack()))
        await world.bot.settle()
        assert bob.screen().count("That is no longer here") == seen + 1
    assert only(world).state == "open"


async def test_a_second_tap_on_an_old_card_shows_the_need_as_it_is(world: World) -> None:
    ann = await opened(world)
    await ann.says("need")
    await ann.taps("1  web designer")
    await ann.taps("Close")
    await ann.says("need a photographer")
    await ann.taps("Yes, look")
    assert only(world).state == "open"


async def test_the_list_has_an_end(world: World) -> None:
    ann = await world.member("Ann")
    for number in range(10):
        await ann.says(f"need logo number {number}")
    await ann.says("need one more logo")
    ann.sees("You have 10 on the list already", "[need]")
