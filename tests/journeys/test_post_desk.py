"""Journeys of the editors' desk: a time, quiet hours, the calendar, channels with words of their own, a withdrawal."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from domain.delivery import State as Sent
from domain.roles import Role
from storage import people, post_channels, post_variants, posts
from tests.journeys.people import Person
from tests.journeys.test_posts import house, stands
from tests.journeys.world import World

LONG = " ".join(f"Chair number {n} went to a kitchen in Thessaloniki, and somebody sits on it now." for n in range(9))


def _set_up(db: Connection, now: datetime, kind: str, name: str, values: dict[str, Any]) -> None:
    for one in post_channels.of_kind(db, "dryrun"):
        post_channels.set_channel(db, one.id, enabled=False)
    made = post_channels.ensure(db, 1, kind, name, now)
    post_channels.set_channel(db, made.id, **values)


async def channel(world: World, kind: str, name: str, **values: Any) -> None:
    """A channel of the community, as its operator set it up, instead of the one that publishes nothing."""
    await world.db.run(partial(_set_up, now=world.clock(), kind=kind, name=name, values={"enabled": True} | values))


def goes_to(world: World) -> list[str]:
    """The names of the channels that the first post goes to."""
    names = {one.id: one.name for one in world.db.read_now(partial(post_channels.channels, community_id=1))}
    return [names[one.channel_id] for one in world.db.read_now(partial(post_variants.variants, post_id=1))]


async def ready(world: World, words: str = "Nine chairs were sold.") -> Person:
    """Mara's own post, approved."""
    mara = await world.manager("Mara")
    await mara.says(f"post {words}")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("Approved: ")
    return mara


async def test_a_time_is_chosen_moved_and_taken_away(world: World) -> None:
    mara = await ready(world)
    await mara.taps("Choose a time…")
    await mara.fills(day="2026-11-17", hour="10:00")
    mara.sees("That moment has passed")
    await mara.fills(day="2026-11-20", hour="10:00")
    mara.sees("Goes out Fri 20 Nov 10:00: Nine chairs", "[Another time…] [Not yet after all] [More]")
    await mara.taps("Another time…")
    await mara.fills(day="2026-11-27", hour="23:30")
    mara.sees("Nothing goes out in the quiet hours: it leaves Sat 28 Nov 08:00")
    await mara.says("post calendar")
    mara.sees("Posts of the week from 16 November", "Nothing is planned")
    await mara.taps("Week after")
    mara.sees("Posts of the week from 23 November", "Sat 28 08:00 · Nine chairs were sold. · planned · Dry run")
    await mara.taps("Nine chairs")
    await mara.taps("Not yet after all")
    mara.sees("Approved: Nine chairs")
    assert stands(world).due is None


async def test_posted_now_at_night_waits_for_the_morning(world: World) -> None:
    mara = await ready(world)
    await world.jump(hours=10)
    await mara.says("post")
    await mara.taps("1  Nine chairs")
    await mara.taps("More")
    await mara.taps("Post it now")
    mara.sees("Goes out Thu 19 Nov 08:00", "Nothing goes out in the quiet hours")


async def test_each_channel_counts_for_itself_and_has_its_own_words(world: World) -> None:
    await channel(world, "x", "X")
    await channel(world, "mastodon", "Mastodon", most=1000)
    mara = await world.manager("Mara")
    await mara.says(f"post {LONG}")
    mara.sees("X 3 posts", "Mastodon 710/1000")
    await mara.taps("More")
    await mara.taps("Channels")
    mara.sees("Where does it go?", "[✓ X] [Own words…]", "[✓ Mastodon] [Own words…]")
    await mara.taps("✓ X")
    mara.sees("X: not there")
    assert goes_to(world) == ["Mastodon"]
    await mara.taps("Own words…")
    await mara.fills(text="Nine chairs, nine kitchens: https://tertulia.coop/chairs")
    mara.sees("Mastodon 51/1000")
    await mara.taps("More")
    await mara.taps("Channels")
    mara.sees("own words")
    await mara.taps("Own words…")
    await mara.fills(text="-")
    mara.sees("Mastodon 710/1000")


async def test_prices_and_the_months_cap_stop_a_post_before_it_is_approved(world: World) -> None:
    await channel(world, "x", "X", plain=20, linked=200, cap=300)
    mara = await world.manager("Mara")
    for words in ("First https://tertulia.coop/a", "Second https://tertulia.coop/b"):
        await mara.says(f"post {words}")
        mara.sees("costs €0.20")
        await mara.taps("Hand in")
        await mara.taps("Approve")
    mara.sees("“Second https://tertulia.coop/b” cannot be approved yet", "It would cost more than the month allows (X)")
    await mara.says("post channels")
    mara.sees("X: €0.20 of €0.30 this month")
    await mara.says("post")
    await mara.taps("First https")
    await mara.taps("Next good time")
    await mara.says("post channels")
    mara.sees("X: €0.20 of €0.30 this month")


async def test_the_funders_line_is_asked_for_and_added_with_a_tap(world: World) -> None:
    mara = await world.manager("Mara")
    await mara.says("post channels")
    mara.sees("Where we post", "No funder's line.", "Nothing goes out from 20:00 to 8:00.")
    await mara.taps("Funder's line…")
    await mara.fills(line="Co-funded by the European Union", logo="no", currency="EUR")
    mara.sees("Each post carries: “Co-funded by the European Union”")
    await mara.says("post Nine chairs were sold.")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("cannot be approved yet", "The funder's line is missing (Dry run)")
    await mara.taps("Add the funder's line")
    mara.sees("Co-funded by the European Union")
    await mara.taps("Approve")
    mara.sees("Approved: Nine chairs")


async def test_the_same_again_and_two_in_an_hour_are_said_and_not_forbidden(world: World) -> None:
    mara = await ready(world)
    await mara.taps("Next good time")
    await mara.says("post Nine CHAIRS were sold!")
    mara.sees("The same was said there within two months (Dry run)")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("Approved: Nine CHAIRS")
    await mara.taps("Next good time")
    mara.sees("Goes out Wed 18 Nov 14:15")


async def test_a_withdrawal_is_asked_once_and_stops_everything(world: World) -> None:
    mara = await ready(world)
    await mara.taps("Next good time")
    await mara.taps("More")
    await mara.taps("Withdraw…")
    mara.sees("Withdraw “Nine chairs were sold.”?", "[Yes, withdraw it] [No]")
    await mara.taps("Yes, withdraw it")
    mara.sees("Withdrawn: Nine chairs")
    found = world.db.read_now(partial(post_variants.variants, post_id=1))
    assert [variant.state for variant in found] == [str(Sent.CANCELLED)]
    await mara.says("post")
    mara.sees("No posts yet")


async def test_editors_take_turns_and_the_managers_name_them(world: World) -> None:
    mara, eleni, ann, _ = await house(world)
    await world.promote("Kostas", Role.EDITOR)
    await mara.says("post editors")
    mara.sees("Nobody takes turns yet")
    await mara.fills(names="Eleni, Ann")
    mara.sees("Ann is no editor here")
    await mara.fills(names="Eleni, Kostas")
    mara.sees("Eleni edits this week.")
    await world.jump(days=7)
    await mara.says("post editors")
    mara.sees("Kostas edits this week.", "In turn: Eleni, Kostas")
    await ann.says("post Nine chairs were sold.")
    await ann.taps("Hand in")
    eleni.sees_nothing_of("Nine chairs")
    await world.jump(days=7)
    eleni.sees("To decide: Nine chairs")


async def test_a_remark_goes_to_the_author_and_back(world: World) -> None:
    _, eleni, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold.")
    await ann.taps("Hand in")
    await eleni.taps("More")
    await eleni.taps("Remark")
    await eleni.fills(text="Lovely. Where?")
    ann.sees("Eleni about “Nine chairs were sold.”:", "“Lovely. Where?”", "[Answer]")
    await ann.taps("Answer")
    await ann.fills(text="In Thessaloniki.")
    eleni.sees("Ann about “Nine chairs", "“In Thessaloniki.”")
    await eleni.taps("Look at it")
    await eleni.taps("More")
    await eleni.taps("What was said")
    eleni.sees("Eleni, Wed 18 Nov 13:00: “Lovely. Where?”", "Ann, Wed 18 Nov 13:00: “In Thessaloniki.”")


async def test_somebody_by_another_name_is_asked_and_a_rose_is_not(world: World) -> None:
    mara, eleni, ann, kostas = await house(world)
    await world.member("Rosa")
    await ann.says("post The carpenter and a Rosa in a vase.")
    ann.sees("Rosa not asked about these words yet")
    await ann.taps("More")
    await ann.taps("Who is named")
    await ann.taps("Somebody else…")
    await ann.fills(name="Kostas")
    ann.sees("Kostas not asked")
    await ann.taps("Hand in")
    await eleni.taps("More")
    await eleni.taps("Who is named")
    await eleni.taps("Rosa is not meant")
    await eleni.taps("Ready for approval")
    kostas.sees("You are named in a post", "The carpenter and a Rosa")
    await kostas.taps("No")
    kostas.sees("nobody posts that about you", "It is not approved with you in it.")
    eleni.sees("Kostas does not agree to “The carpenter")
    mara.sees("Kostas does not agree to “The carpenter")
    await mara.says("post")
    await mara.taps("The carpenter")
    await mara.taps("Approve")
    mara.sees("cannot be approved yet", "Not agreed to these words yet: Kostas")


async def test_a_channels_costs_and_times_are_kept_or_asked_again(world: World) -> None:
    mara, eleni, *_ = await house(world)
    await eleni.says("post channels")
    eleni.sees("Only managers set up where and how we post")
    await mara.says("post channels")
    await mara.taps("Dry run")
    mara.sees("No best times yet")
    await mara.taps("Costs…")
    await mara.fills(plain="cheap", linked="", cap="")
    mara.sees("I read no price in “cheap”")
    await mara.fills(plain="0,02", linked="0.20", cap="15")
    mara.sees("A post costs €0.02, one with a link €0.20.", "€0.00 of €15.00 this month")
    await mara.taps("Best times…")
    await mara.fills(slots="whenever", gap="90")
    mara.sees("I cannot read “whenever”")
    await mara.fills(slots="Mon Wed 9:30, Sat 11", gap="90")
    mara.sees("Best times: Mon 09:30, Wed 09:30, Sat 11:00.", "At least 90 minutes between two posts.")
    await mara.taps("Switch off")
    mara.sees("Dry run: switched off", "[Switch on]")


async def test_details_and_a_change_that_crosses_another(world: World) -> None:
    _, eleni, ann, _ = await house(world)
    await ann.says("post Nou cadires venudes.")
    await ann.taps("More")
    await ann.taps("Details")
    await ann.fills(language="ca", warning="loud colours", alt="")
    ann.sees("in Català", "warns: loud colours")
    await ann.taps("Hand in")
    await eleni.taps("Change")
    await ann.taps("Change")
    await ann.fills(text="Nou cadires, i una taula.")
    await eleni.fills(text="Nou cadires venudes a Salònica.")
    eleni.sees("Somebody changed it meanwhile", "Nou cadires, i una taula.")
    assert stands(world).text == "Nou cadires, i una taula."


async def test_it_speaks_the_readers_language(world: World) -> None:
    mara, eleni, ann, kostas = await house(world)
    for person, language in ((1, "es"), (2, "it"), (4, "es")):
        await world.db.run(partial(people.set_member, member_id=person, language=language))
    await ann.says("post Kostas sold nine chairs.")
    await ann.taps("Hand in")
    eleni.sees("Da decidere: Kostas sold nine chairs.", "[Pronto da approvare]")
    await eleni.taps("Pronto da approvare")
    kostas.sees("Apareces en una publicación. ¿Puede leerlo todo el mundo?", "[Sí, publicadlo]")
    await kostas.taps("Sí, publicadlo")
    mara.sees("Por decidir: Kostas sold nine chairs.", "Kostas está de acuerdo")
    await mara.taps("Aprobar")
    ann.sees("Approved: Kostas sold")


async def test_another_communitys_post_does_not_exist(world: World) -> None:
    mara = await world.manager("Mara")
    other = await world.db.run(
        partial(people.add_community, name="Elsewhere", admission="open", language="en", zone="UTC", now=world.clock())
    )
    await world.db.run(
        partial(posts.add, now=world.clock(), community_id=other, author_id=None, text="Secret chairs", language="en")
    )
    await mara.says("post")
    mara.sees("No posts yet")
    mara.sees_nothing_of("Secret")
