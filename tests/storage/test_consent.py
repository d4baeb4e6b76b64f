"""Consent on both databases: the last word counts, and never having been asked is not a no."""

from datetime import UTC, datetime

from storage import consent, people
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def test_the_last_word_counts(db: Database) -> None:
    member = db.run_now(lambda c: people.add_member(c, "Ann", "en", "UTC", None, NOW))
    assert db.read_now(lambda c: consent.given(c, member, consent.NETWORK)) is None
    db.run_now(lambda c: consent.note(c, member, consent.NETWORK, True, NOW, "May I?"))
    db.run_now(lambda c: consent.note(c, member, consent.NETWORK, False, NOW, "May I still?"))
    assert db.read_now(lambda c: consent.given(c, member, consent.NETWORK)) is False
    assert db.read_now(lambda c: consent.all_of(c, consent.NETWORK)) == {member: False}
    assert db.read_now(lambda c: consent.all_of(c, consent.MATCHING)) == {}
