"""Old searches are forgotten, also of people who never search again."""

from datetime import timedelta

from bot.context import Desk
from scheduler.works import Office, Works
from storage import find

works = Works()


@works.every(timedelta(days=1), "find.forget")
async def forget(office: Office, key: str) -> None:
    """Throw away what was asked more than a week ago."""
    del key
    await office.run(_forget)


def _forget(desk: Desk) -> None:
    find.forget(desk.db, desk.now - find.KEPT)
