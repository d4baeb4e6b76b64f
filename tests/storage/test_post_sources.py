"""Templates, automatic drafts and series of posts, as both databases keep them."""

from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, delete

from domain.recurrence import Rule, Unit
from storage import people, post_sources, privacy
from storage.db import Database

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
RULE = Rule(datetime.combine(date(2026, 11, 23), time(9, 30)), "Europe/Madrid", Unit.MONTH, nth=4, count=3)


def peopled(db: Connection) -> tuple[int, int]:
    here, there = (people.add_community(db, name, "open", "en", "Europe/Madrid", NOW) for name in ("Here", "There"))
    people.add_member(db, "Ann", "en", "Europe/Madrid", here, NOW)
    people.set_membership(db, here, 1, "in", NOW)
    return here, there


async def test_a_community_has_its_own_templates(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, there = peopled(on)
        post_sources.keep_template(on, here, "event", "{title}")
        post_sources.keep_template(on, here, "event", "{title} {when}")
        assert post_sources.template(on, here, "event") == "{title} {when}"
        assert (post_sources.template(on, there, "event"), post_sources.template(on, here, "call")) == ("", "")

    await db.run(unit)


async def test_what_is_drafted_by_itself_is_each_communitys_choice(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, there = peopled(on)
        post_sources.keep_template(on, there, "event", "{title}")
        for community in (here, there):
            post_sources.keep_automatic(on, community, "event", on=True)
        post_sources.keep_automatic(on, here, "event", on=False)
        post_sources.keep_automatic(on, here, "digest", on=True)
        assert post_sources.automatic(on, here) == {"digest"}
        assert post_sources.wanting(on, "event") == [there]
        assert post_sources.template(on, there, "event") == "{title}"

    await db.run(unit)


async def test_a_series_comes_back_with_its_rule_until_it_is_ended(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, there = peopled(on)
        number = post_sources.add_series(on, here, 1, RULE, "Week {week}", NOW)
        post_sources.made(on, number, 2)
        kept = post_sources.series(on, number, lock=True)
        assert kept is not None
        assert (kept.rule, kept.text, kept.made, kept.author_id) == (RULE, "Week {week}", 2, 1)
        assert post_sources.all_series(on) == post_sources.all_series(on, here) == [kept]
        assert post_sources.all_series(on, there) == []
        post_sources.end_series(on, number)
        assert post_sources.series(on, number) is None

    await db.run(unit)


async def test_a_series_outlives_whoever_began_it_and_names_them_no_more(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, _ = peopled(on)
        number = post_sources.add_series(on, here, 1, RULE, "Hello", NOW)
        assert [row["text"] for row in privacy.everything(on, 1)["post_series"]] == ["Hello"]
        on.execute(delete(people.member).where(people.member.c.id == 1))
        kept = post_sources.series(on, number)
        assert kept is not None
        assert kept.author_id is None

    await db.run(unit)
