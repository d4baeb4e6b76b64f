"""Journeys of the standing page: drawn when it is opened, for whoever opens it."""

import json
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from bot.incoming import Happened, Who
from storage import needs, people, profile
from storage.outbox import outbox
from tests.journeys.world import NOON, World


async def opens_home(world: World, name: str) -> str:
    """What the page says to that person on a platform that has one."""
    db = world.desk().db
    member = next(m for m in people.members(db, people.communities(db)[0].id) if m.name == name)
    account = people.accounts(db, member.id)[0]
    who = Who(account.platform, account.user, account.workspace, name=name, chat=account.chat)
    await world.bot.dispatch(Happened(who=who, key=f"home{len(homes(world))}", what="home_opened"))
    await world.bot.settle()
    return json.dumps(homes(world)[-1], ensure_ascii=False)


def homes(world: World) -> list[Any]:
    query = select(outbox.c.message).where(outbox.c.op == "home").order_by(outbox.c.id)
    return [json.loads(text)["home"] for text in world.desk().db.execute(query).scalars()]


def _told(db: Connection) -> None:
    community = people.communities(db)[0]
    ann = people.members(db, community.id)[0].id
    profile.change(db, ann, NOON, headline="Web designer", offers=("web shops",), published=True)
    needs.add(db, NOON, side="need", community_id=community.id, member_id=ann, text="a photographer", state="open")


async def test_the_page_grows_with_the_member(world: World) -> None:
    await world.member("Ann")
    page = await opens_home(world, "Ann")
    assert "what can people come to you for?" in page
    assert "You have asked for nothing yet" in page
    await world.db.run(_told)
    page = await opens_home(world, "Ann")
    assert "Web designer" in page
    assert "a photographer" in page
    assert "My matches" in page
    assert "_Public_" in page


async def test_a_stranger_sees_where_they_stand(world: World) -> None:
    await world.member("Ann")
    await world.db.run(partial(_suspended, name="Ann"))
    db = world.desk().db
    account = people.accounts(db, 1)[0]
    who = Who(account.platform, account.user, account.workspace, name="Ann", chat=account.chat)
    await world.bot.dispatch(Happened(who=who, key="home", what="home_opened"))
    await world.bot.settle()
    assert "is paused" in json.dumps(homes(world))


def _suspended(db: Connection, name: str) -> None:
    community = people.communities(db)[0].id
    ann = next(m for m in people.members(db, community) if m.name == name)
    people.set_membership(db, community, ann.id, "suspended", NOON)
