"""Journeys of one person on two platforms: linked by a yes on both, and by nothing less."""

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.incoming import Pressed, Who
from domain.roles import Role
from handlers.link import Same
from storage import people
from tests.journeys.people import Person
from tests.journeys.world import World, opened


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[World]:
    """One bot on Telegram and Slack."""
    async with opened(tmp_path, "telegram", "slack") as here:
        yield here


def code_on(person: Person) -> str:
    """The newest code on a screen."""
    return str(re.findall(r"link ([A-Z2-7-]{31})", person.screen())[-1])


async def two(world: World) -> tuple[Person, Person]:
    """Ann with a phone, and Ann at her desk: two people to the bot."""
    return await world.member("Ann", "telegram"), await world.member("Ann at work", "slack")


async def linked(world: World) -> tuple[Person, Person]:
    """The same, joined."""
    phone, desk = await two(world)
    await phone.says("link")
    await desk.says(f"link {code_on(phone)}")
    await desk.taps("Yes, that is me")
    await phone.taps("Yes, that is me")
    return phone, desk


def of(world: World, name: str) -> list[people.Member]:
    """Members of that name who are in."""
    found = world.db.read_now(partial(people.members, community_id=1))
    return [member for member in found if member.name == name]


async def test_each_side_is_asked_about_the_other_and_both_yeses_make_one(both: World) -> None:
    phone, desk = await two(both)
    await phone.says("link")
    phone.sees("On your other account", "link ", "Show it to nobody")
    await desk.says(f"link {code_on(phone).lower()}")
    desk.sees("one person with Ann on Telegram", "Only say yes if both accounts are yours", "[No]")
    phone.sees_nothing_of("says they are you")
    await desk.taps("Yes, that is me")
    desk.sees("Now say yes on Telegram too")
    phone.sees("Somebody on Slack says they are you: Ann at work")
    assert of(both, "Ann at work"), "one yes is not enough"
    await phone.taps("Yes, that is me")
    phone.sees("You are one person now")
    desk.sees("You are one person now")
    assert not of(both, "Ann at work")
    await desk.says("settings language español")
    await phone.says("settings")
    phone.sees("Español")


async def test_what_both_had_is_on_both_sides(both: World) -> None:
    phone, desk = await two(both)
    await both.promote("Ann at work", Role.MANAGER)
    await desk.says("need 3h web designer for a furniture catalogue")
    await desk.taps("Yes, look for someone")
    await phone.says("link")
    await desk.says(f"link {code_on(phone)}")
    await desk.taps("Yes, that is me")
    await phone.taps("Yes, that is me")
    await phone.says("need")
    phone.sees("furniture catalogue")
    await phone.says("audit")
    phone.sees("member.linked")


async def test_a_no_on_either_side_joins_nothing(both: World) -> None:
    phone, desk = await two(both)
    await phone.says("link")
    await desk.says(f"link {code_on(phone)}")
    await desk.taps("No")
    desk.sees("Nothing was joined")
    phone.sees("The account on Slack said no")
    await phone.says("link")
    await desk.says(f"link {code_on(phone)}")
    await desk.taps("Yes, that is me")
    await phone.taps("No")
    phone.sees("Nothing was joined")
    desk.sees("The account on Telegram said no")
    assert of(both, "Ann at work")


async def test_a_code_works_once_and_for_ten_minutes(both: World) -> None:
    phone, desk = await two(both)
    await phone.says("link")
    code = code_on(phone)
    await phone.says(f"link {code}")
    phone.sees("for your other account")
    await both.jump(minutes=11)
    await desk.says(f"link {code}")
    desk.sees("does not fit, or its ten minutes are over", "[link]")
    await phone.says("link")
    code = code_on(phone)
    await desk.says(f"link {code}")
    kostas = await both.member("Kostas", "slack")
    await kostas.says(f"link {code}")
    kostas.sees("does not fit")
    await both.jump(minutes=11)
    await desk.taps("Yes, that is me")
    desk.sees("its ten minutes are over")
    await desk.says("link AAAAA-BBBBB")
    desk.sees("does not fit")


async def test_three_codes_in_ten_minutes_are_enough(both: World) -> None:
    phone = await both.member("Ann", "telegram")
    for _ in range(4):
        await phone.says("link")
    phone.sees("three codes in ten minutes")
    await both.jump(minutes=11)
    await phone.says("link")
    assert "On your other account" in phone.screen().split("three codes")[-1]


async def test_a_press_of_somebody_else_is_nobodys_yes(both: World) -> None:
    phone, desk = await two(both)
    kostas = await both.member("Kostas", "telegram")
    await phone.says("link")
    await desk.says(f"link {code_on(phone)}")
    for number, user in enumerate(("1000", "1001")):
        who = Who("telegram", user, chat=user)
        await both.bot.dispatch(Pressed(who=who, key=f"forged{number}", packed=Same(1, yes=True).pack()))
        await both.bot.settle()
    kostas.sees("That question is settled")
    phone.sees("That question is settled")
    assert of(both, "Ann at work")


async def test_the_other_platform_is_one_tap_away(both: World) -> None:
    both.bot.setting.bot_names["telegram"] = "tertulia_bot"
    phone, desk = await two(both)
    await desk.says("link")
    desk.sees("[Open Telegram]")
    await phone.says(f"/start link_{code_on(desk).replace('-', '')}")
    await phone.taps("Link them")
    phone.sees("one person with Ann at work on Slack")


async def test_who_is_linked_already_stays_and_two_such_do_not_mix(both: World) -> None:
    phone, desk = await linked(both)
    second = await both.member("Ann of the studio", "slack")
    await second.says("link")
    await phone.says(f"link {code_on(second)}")
    await phone.taps("Yes, that is me")
    await second.taps("Yes, that is me")
    second.sees("You are one person now")
    assert [m.name for m in both.db.read_now(partial(people.members, community_id=1))] == ["Ann"]
    del desk


async def test_forget_takes_the_linked_account_along(both: World) -> None:
    phone, desk = await linked(both)
    await phone.says("forget")
    await phone.taps("Forget me")
    assert both.db.read_now(partial(people.get, member_id=1)) is None
    assert both.db.read_now(partial(people.get, member_id=2)) is None
    await desk.says("start")
    desk.sees("Hello Ann at work")
