"""Journeys of a profile: told in six steps or fewer, shown back, published by a tap, changed field by field."""

from functools import partial

from bot.incoming import Happened, Who
from storage import drafts, people, profile
from tests.journeys.people import Person
from tests.journeys.world import World


async def tell(person: Person, **answers: str) -> None:
    """The six steps; what is not given is skipped."""
    await person.says("profile")
    steps = ("offers", "headline", "looking_for", "languages", "city", "availability")
    await person.fills(**{step: answers.get(step, "") for step in steps})


def mine(world: World, name: str = "Ann") -> profile.Profile:
    desk = world.desk()
    community = people.communities(desk.db)[0]
    return next(profile.get(desk.db, m.id) for m in people.members(desk.db, community.id) if m.name == name)


async def test_six_answers_become_a_card_that_a_tap_makes_public(world: World) -> None:
    ann = await world.member("Ann")
    await ann.taps("Tell me")
    await ann.fills(
        offers="web shops; photos of furniture",
        headline="Web designer",
        looking_for="a partner for a school project",
        languages="Spanish, italiano, ελληνικά",
        city="valència",
        availability="5 h a week",
    )
    ann.sees("Ann", "Web designer", "web shops · photos of furniture", "Spanish, Italian, Greek", "Valencia", "Private")
    assert not mine(world).published
    await ann.taps("Publish")
    ann.sees("Public: the people of Tertulia find you by name", "[Make private]")
    assert mine(world).published
    assert mine(world).languages == ("es", "it", "el")
    await ann.taps("Make private")
    ann.sees("Private: nobody finds you by name")


async def test_every_step_can_be_skipped(world: World) -> None:
    ann = await world.member("Ann")
    await tell(ann)
    ann.sees("Nothing told yet", "[Tell me one]")
    await ann.taps("Tell me one")
    await ann.fills(offers="Greek lessons")
    ann.sees("Greek lessons", "[Publish]")


async def test_a_form_goes_on_where_it_was_left_days_ago(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("profile")
    if world.here != "slack":  # a modal is answered whole
        await ann.says("web shops")
    await world.jump(days=3)
    await ann.says("/start")
    ann.sees("What you began to fill in is still here", "[Go on]")
    await ann.taps("Go on")
    if world.here != "slack":
        ann.sees("2/6")
        await ann.fills(headline="Web designer", looking_for="", languages="", city="", availability="")
        assert mine(world).offers == ("web shops",)
    else:
        await ann.fills(headline="Web designer")
    assert mine(world).headline == "Web designer"


async def test_an_empty_card_is_not_published_but_asked_about(world: World) -> None:
    ann = await world.member("Ann")
    await tell(ann, city="Valencia")
    await ann.taps("Publish")
    ann.sees("There is nothing to show yet", "[Tell me]")
    assert not mine(world).published


async def test_one_field_is_changed_from_the_card(world: World) -> None:
    ann = await world.member("Ann")
    await tell(ann, headline="Web designer", offers="web shops")
    await ann.says("profile")
    await ann.taps("Change")
    await ann.taps("Headline")
    await ann.fills(headline="Furniture maker")
    ann.sees("Furniture maker", "web shops")
    await ann.taps("Change")
    await ann.taps("More")
    ann.sees("[Name]", "[Sectors]", "[Travel]", "[Space]", "[My clock]")
    await ann.taps("Travel")
    await ann.fills(travels="Yes")
    ann.sees("travels for projects")
    await ann.says("profile sectors furniture, food")
    ann.sees("Sectors: furniture, food")
    await ann.says("profile space La Lonja")
    ann.sees("La Lonja")
    await ann.says("profile sectors -")
    assert mine(world).sectors == ()
    await ann.says("profile name Anna")
    ann.sees("Anna")
    assert mine(world, "Anna").headline == "Furniture maker"
    await ann.taps("More")
    ann.sees("[Pause for a while]", "[Settings]")
    await ann.taps("Back")
    ann.sees("[Publish]")


async def test_a_misspelt_city_is_asked_about(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("profile headline Web designer")
    await ann.says("profile city Valenica")
    ann.sees("Did you mean Valencia?", "[Keep what I wrote]")
    await ann.taps("Valencia")
    ann.sees("Web designer", "Valencia")
    assert mine(world).latitude is not None
    await ann.says("profile city Nowheresville-upon-Sea")
    ann.sees("Nowheresville-upon-Sea", "[Publish]")
    assert mine(world).latitude is None


async def test_a_city_elsewhere_proposes_its_clock(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("profile city Thessaloniki")
    ann.sees("Does your clock follow Europe/Athens?", "[Keep ")
    await ann.taps("Yes, change it")
    await ann.says("settings")
    ann.sees("Europe/Athens, now 14:00")


async def test_an_unknown_clock_or_language_is_said(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("profile zone Atlantis")
    ann.sees("I do not know the clock of “Atlantis”")
    await ann.says("profile languages Spanish, Klingon")
    ann.sees("Spanish", "I do not know the language “Klingon”")
    assert mine(world).languages == ("es",)


async def test_publishing_and_fields_by_words(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("profile offers Greek lessons")
    await ann.says("profile public")
    ann.sees("Public:")
    await ann.says("profile private")
    ann.sees("Private:")
    await ann.says("profile change")
    ann.sees("What shall we change?")
    await ann.says("profile looking for")
    await ann.fills(looking_for="a partner")
    ann.sees("Looks for: a partner")


async def test_the_city_step_takes_a_confirmed_city_and_goes_on(world: World) -> None:
    if world.here == "slack":
        return  # there the form is whole in a modal, and no location can be shared
    ann = await world.member("Ann")
    await ann.says("profile")
    await ann.fills(offers="web shops", headline="", looking_for="", languages="")
    ann.sees("Which city", "5/6")
    await share(world, ann, 39.46, -0.38)
    ann.sees("Valencia?", "I have forgotten where exactly you are")
    await ann.taps("Yes")
    ann.sees("How much time", "6/6")
    await ann.fills(availability="")
    assert mine(world).city == "Valencia"


async def share(world: World, person: Person, latitude: float, longitude: float) -> None:
    """The person shares where they are."""
    db = world.desk().db
    member = next(m for m in people.members(db, people.communities(db)[0].id) if m.name == person.name)
    account = people.accounts(db, member.id)[0]
    who = Who(account.platform, account.user, account.workspace, name=person.name, chat=account.chat)
    values = {"lat": str(latitude), "lon": str(longitude)}
    await world.bot.dispatch(Happened(who=who, key=f"location of {person.name}", what="location", values=values))
    await world.bot.settle()


async def test_a_form_dropped_leaves_no_draft(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("profile")
    await ann.says("cancel")
    ann.sees("Dropped")
    assert await world.db.run(partial(drafts.get, member_id=1)) is None
