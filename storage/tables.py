"""Every table of every feature, so that the metadata is whole."""

from storage import audit, db, drafts, inbox, matches, needs, outbox, people, profiles, ticks

FEATURES = (people, outbox, inbox, drafts, ticks, audit, profiles, needs, matches)
metadata = db.metadata
