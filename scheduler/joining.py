"""After somebody is gone: what they had open in the community is closed."""

from bot.context import Desk
from scheduler.works import Office, Works
from storage import joining, people

works = Works()


@works.due("members.gone")
async def gone(office: Office, key: str) -> None:
    """`community:member` left, was suspended or removed; a person who is back by now keeps everything."""
    community, member = (int(part) for part in key.split(":"))

    def unit(desk: Desk) -> None:
        standing = {m.community_id: m.state for m in people.memberships(desk.db, member)}
        if standing.get(community) != "in":
            joining.leave_behind(desk.db, community, member, desk.now)

    await office.run(unit)
