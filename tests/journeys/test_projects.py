"""Journeys of a project: begun in a line, shown in pages, edited, its people asked, its needs attached."""

from bot.incoming import Pressed, Who
from bot.ui import Press
from handlers.project_cards import Act, Answer, Ask, OnProject
from storage import people
from tests.journeys.people import Person
from tests.journeys.world import World


async def begun(world: World, title: str = "A catalogue for furniture makers") -> Person:
    ann = await world.member("Ann")
    await ann.says(f"project {title}")
    return ann


async def presses(world: World, press: Press, key: str) -> None:
    """The last person to arrive sends this button's data, whatever is on their screen."""
    with world.db.engine.connect() as db:
        account = db.execute(people.account.select().order_by(people.account.c.id.desc())).first()
    assert account is not None
    who = Who(account.platform, account.user, account.workspace, chat=account.chat)
    await world.bot.dispatch(Pressed(who=who, key=key, packed=press.pack()))
    await world.bot.settle()


async def test_an_empty_list_says_how_to_begin(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("projects")
    ann.sees("No projects yet", "project A catalogue for furniture makers", "[New project]")
    await ann.taps("New project")
    await ann.fills(name="A fair", summary="Three days of chairs", stage="Being built")
    ann.sees("A fair", "being built", "Three days of chairs", "With Ann", "[Edit] [Add someone] [More]")


async def test_a_title_is_enough_and_everybody_sees_it(world: World) -> None:
    ann = await begun(world)
    ann.sees("A catalogue for furniture makers", "an idea")
    bob = await world.member("Bob")
    await bob.says("projects")
    bob.sees("1 project", "A catalogue for furniture makers · an idea")
    await bob.taps("1  A catalogue")
    bob.sees("With Ann", "[Offer something]", "[All projects]")
    bob.sees_nothing_of("[Edit]")


async def test_its_owner_edits_the_stage(world: World) -> None:
    ann = await begun(world)
    await ann.taps("Edit")
    await ann.fills(name="A catalogue", summary="", stage="Constituted")
    ann.sees("A catalogue", "constituted")


async def test_the_list_turns_its_pages(world: World) -> None:
    ann = await world.member("Ann")
    for number in range(10):
        await ann.says(f"project Project {number}")
        await world.jump(minutes=1)
    await ann.says("projects")
    ann.sees("10 projects", "1/2", "1  Project 9", "8  Project 2", "[Next]")
    await ann.taps("Next")
    ann.sees("2/2", "9  Project 1", "10  Project 0", "[Back]")
    await ann.taps("Back")
    ann.sees("1/2")


async def test_someone_is_asked_and_says_yes_before_their_name_is_shown(world: World) -> None:
    kostas = await world.member("Kostas")
    ann = await begun(world)
    await ann.taps("Add someone")
    await ann.fills(name="kostsa")
    ann.sees("I find nobody of that name here")
    await ann.taps("Another name")
    await ann.fills(name="kostas")
    ann.sees("Who do you mean?", "[Kostas]")
    await ann.taps("Kostas")
    ann.sees("Ask Kostas to be in")
    await ann.taps("Yes, ask")
    ann.sees("Asked, no answer yet: Kostas")
    kostas.sees("Ann would like you in", "[Yes, I am in] [No, thanks]")
    await kostas.says("projects")
    await kostas.taps("1  A catalogue")
    assert not kostas.has_seen("With Ann, Kostas")
    await kostas.taps("Yes, I am in")
    assert kostas.has_seen("With Ann, Kostas")
    ann.sees("Kostas is in “A catalogue for furniture makers” now")
    await kostas.taps("Leave it")
    assert not kostas.has_seen("With Ann, Kostas")


async def test_who_says_no_is_not_asked_again(world: World) -> None:
    kostas = await world.member("Kostas")
    ann = await begun(world)
    await ann.taps("Add someone")
    await ann.fills(name="kostas")
    await ann.taps("Kostas")
    await ann.taps("Yes, ask")
    await kostas.taps("No, thanks")
    kostas.sees("You are not in")
    await ann.says("projects")
    await ann.taps("1  A catalogue")
    await ann.taps("Add someone")
    await ann.fills(name="kostas")
    ann.sees("I find nobody of that name here")


async def test_a_need_belongs_to_a_project(world: World) -> None:
    ann = await begun(world)
    await ann.says("need a photographer for chairs")
    await ann.taps("Yes, look for someone")
    await ann.taps("More")
    await ann.taps("For a project")
    ann.sees("For which project?", "shown on the project's card, to everyone here", "[No project]")
    await ann.taps("A catalogue for furniture makers")
    ann.sees("Open need")
    await ann.says("projects")
    await ann.taps("1  A catalogue")
    ann.sees("Looking for:", "a photographer for chairs")


async def test_a_project_leaves_the_list(world: World) -> None:
    ann = await begun(world)
    await ann.taps("More")
    await ann.taps("Take it off the list")
    ann.sees("Take “A catalogue for furniture makers” off the list?")
    await ann.taps("Take it off")
    ann.sees("is off the list", "[All projects]")
    await ann.taps("All projects")
    ann.sees("No projects yet")


async def test_a_title_must_be_short_and_sayable(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("project " + "chairs " * 30)
    ann.sees("A title has up to 80 characters")
    await ann.fills(name="🎉", summary="", stage="")
    ann.sees("Give it a name that one can say")
    await ann.fills(name="Chairs")
    ann.sees("Chairs", "With Ann")


async def test_only_its_owner_may_change_it(world: World) -> None:
    await begun(world)
    bob = await world.member("Bob")
    for number, act in enumerate((Act.EDIT, Act.ADD, Act.MORE, Act.DROP, Act.DROP_NOW)):
        await presses(world, OnProject(1, act), f"edit{number}")
        bob.sees("Only who began a project can change it")
    await presses(world, Ask(1, 2, sure=True), "ask")
    await presses(world, Answer(1, yes=True), "answer")
    bob.sees("That invitation is over")
    await presses(world, OnProject(10**9, Act.SHOW), "absent")
    bob.sees("That project is no longer here")
    await presses(world, OnProject(1, Act.LEAVE), "leave")
    bob.sees("With Ann")
