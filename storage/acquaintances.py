"""Whom a member may name: people whose profile is published, and those they were introduced to."""

from sqlalchemy import Connection, or_, select

from storage.introductions import introduction
from storage.people import member, membership
from storage.profile import profile


def known_to(db: Connection, member_id: int, community_id: int) -> list[tuple[int, str]]:
    """(id, name) of everybody whom this member can know of through us, by name."""
    shown = (
        select(member.c.id, member.c.name)
        .join(profile, profile.c.member_id == member.c.id)
        .join(membership, membership.c.member_id == member.c.id)
        .where(membership.c.community_id == community_id, profile.c.published)
    )
    met = (
        select(member.c.id, member.c.name)
        .join(introduction, or_(introduction.c.helper_id == member.c.id, introduction.c.owner_id == member.c.id))
        .where(or_(introduction.c.helper_id == member_id, introduction.c.owner_id == member_id))
    )
    found = {row.id: row.name for query in (shown, met) for row in db.execute(query) if row.id != member_id}
    return sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
