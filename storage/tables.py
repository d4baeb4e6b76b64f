"""Every table of every feature, so that the metadata is whole."""

from storage import audit, db, drafts, inbox, installations, matches, needs, outbox, people, profile, ticks

FEATURES = (people, outbox, inbox, installations, drafts, ticks, audit, profile, needs, matches)
metadata = db.metadata
