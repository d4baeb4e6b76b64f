"""Every table of every feature, so that the metadata is whole."""

from storage import (
    audit,
    blocks,
    claim,
    db,
    drafts,
    find,
    inbox,
    installations,
    matches,
    needs,
    outbox,
    people,
    privacy,
    profile,
    projects,
    reports,
    ticks,
)

FEATURES = (
    people,
    reports,
    claim,
    blocks,
    outbox,
    inbox,
    installations,
    drafts,
    ticks,
    audit,
    privacy,
    profile,
    find,
    projects,
    needs,
    matches,
)
metadata = db.metadata
