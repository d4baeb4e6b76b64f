"""Profiles: made at the first word, changed field by field, found only when published by someone who is in."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from storage import people, profile
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def test_a_profile_is_made_at_the_first_word_and_keeps_the_rest(db: Database) -> None:
    def unit(c: Connection) -> None:
        ann = people.add_member(c, "Ann", "en", "Europe/Madrid", None, NOW)
        assert profile.get(c, ann) == profile.Profile(ann)
        profile.change(c, ann, NOW, offers=("μετάφραση", "web"), city="València", latitude=39.47, longitude=-0.38)
        profile.change(c, ann, NOW, headline="Designer", languages=("es",))
        mine = profile.get(c, ann)
        assert (mine.offers, mine.headline, mine.languages) == (("μετάφραση", "web"), "Designer", ("es",))
        assert (mine.city, mine.latitude, mine.published) == ("València", 39.47, False)

    db.run_now(unit)


def test_only_the_published_who_are_in_are_found_and_each_once(db: Database) -> None:
    def unit(c: Connection) -> None:
        here = people.add_community(c, "Here", "open", "en", "Europe/Madrid", NOW)
        there = people.add_community(c, "There", "open", "en", "Europe/Madrid", NOW)
        ids = {}
        for name, state in (("Ann", "in"), ("Bea", "in"), ("Cem", "left"), ("Dan", "asked")):
            ids[name] = people.add_member(c, name, "en", "Europe/Madrid", here, NOW)
            people.set_membership(c, here, ids[name], state, NOW)
            profile.change(c, ids[name], NOW, offers=("web",), published=name != "Bea")
        people.set_membership(c, there, ids["Ann"], "in", NOW)
        assert [name for name, _ in profile.published(c, [here, there])] == ["Ann"]

    db.run_now(unit)
