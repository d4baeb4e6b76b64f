"""Sees to it that what was handed in lies on somebody's desk: weeks change hands, and editors leave."""

from datetime import timedelta

from bot.context import Desk
from domain.posts import State
from handlers import post_telling as telling
from scheduler.works import Office, Works
from storage import people, posts

works = Works()


@works.every(timedelta(hours=1), "posts.turns")
async def turns(office: Office, slot: str) -> None:
    """Each waiting post reaches whose week it is; who has had its card does not get it again."""
    del slot
    await office.run(_handed_on)


def _handed_on(desk: Desk) -> None:
    for community in people.communities(desk.db):
        for one in posts.in_state(desk.db, community.id, State.SUBMITTED):
            telling.hand(desk, one, telling.whose_week(desk, community.id), but=one.author_id or 0)
