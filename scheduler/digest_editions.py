"""Posts each community's edition of the week to its groups and channels, once, on its own Monday morning."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.context import Desk
from domain import digest as rules
from domain.digest import Week
from domain.times import after_quiet
from handlers.digest_edition import card, gathered
from scheduler.works import Office, Works
from storage import digest_editions as editions
from storage import people, ticks
from storage.people import Community

works = Works()
WON = "digest.edition"


@works.every(timedelta(minutes=15), "digest.editions")
async def scan(office: Office, key: str) -> None:
    """Look for communities whose Monday morning has come."""
    del key
    now = office.setting.clock()
    for community, week in await office.read(partial(_begun, now)):
        await office.run(partial(_posted, community, week))


def _begun(now: datetime, db: Connection) -> list[tuple[Community, Week]]:
    """Communities that have a place, in the hours in which this week's edition is no old news."""
    with_place = {place.community_id for place in editions.places(db)}
    weeks = [(one, rules.week(now, one.zone)) for one in people.communities(db) if one.id in with_place]
    return [(one, week) for one, week in weeks if week.slot <= now <= week.until and after_quiet(now, one.zone) == now]


def _posted(community: Community, week: Week, desk: Desk) -> None:
    """Win the week, then post to each place; a week without news has no edition."""
    if not ticks.win(desk.db, WON, f"{community.id} {week.name}", desk.now):
        return
    edition = gathered(desk.db, community.id, community.name, desk.now)
    if edition.empty:
        return
    message = card(edition, desk.setting.catalogues[community.language])
    for place in editions.places(desk.db):
        if place.community_id == community.id:
            once = f"edition:{place.key}:{week.name}"
            desk.post((place.platform, place.workspace, place.chat), message, once=once, not_after=week.until)
