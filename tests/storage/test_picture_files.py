"""Bytes of pictures: one row for the same ones, names a platform each, and what goes when nothing shows it."""

from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, insert, select

from storage import broadcasts, housekeeping, people
from storage import picture_files as files
from storage.db import Database
from storage.events import event, event_picture
from storage.housekeeping import RULES
from storage.picture_files import picture_file, picture_name

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_same_bytes_are_one_row(db: Database) -> None:
    def unit(on: Connection) -> tuple[str, str, str]:
        first, other = files.keep(on, b"cat", NOW), files.keep(on, b"dog", NOW)
        return first, other, files.keep(on, b"cat", NOW + timedelta(days=1))

    first, other, again = db.run_now(unit)
    assert (first == again, first == other) == (True, False)
    assert db.read_now(partial(files.content, kept=first)) == b"cat"
    assert db.read_now(partial(files.content, kept="nothing")) == b""
    assert db.read_now(lambda on: on.execute(select(func.count()).select_from(picture_file)).scalar_one()) == 2


def test_each_platform_has_a_name_of_its_own_which_may_change(db: Database) -> None:
    def unit(on: Connection) -> list[str]:
        kept = files.keep(on, b"cat", NOW)
        for workspace, name in (("T1", "F1"), ("T2", "F2"), ("T1", "F3")):
            files.set_name(on, "slack", workspace, kept, name)
        files.set_name(on, "telegram", "", kept, "photo/A")
        files.set_name(on, "telegram", "", kept, "")
        places = (("slack", "T1"), ("slack", "T2"), ("slack", "T3"), ("telegram", ""))
        return [files.name_of(on, adapter, workspace, kept) for adapter, workspace in places]

    assert db.run_now(unit) == ["F3", "F2", "", ""]


def swept(on: Connection, now: datetime) -> list[bytes]:
    """What is left after the house was kept."""
    for rule in RULES:
        if rule.table in (picture_file, picture_name):
            housekeeping.remove(on, rule, now)
    return sorted(bytes(content) for content in on.execute(select(picture_file.c.content)).scalars())


def test_what_nothing_shows_goes_after_a_month_and_its_names_with_it(db: Database) -> None:
    def unit(on: Connection) -> list[int]:
        community = people.add_community(on, "Àgora", "open", "en", "Europe/Madrid", NOW)
        on_card, in_draft, nowhere = (files.keep(on, content, NOW) for content in (b"card", b"draft", b"nowhere"))
        row = {"community_id": community, "uid": "1@tertulia", "title": "Pizza", "zone": "Europe/Madrid"}
        number = on.execute(insert(event).values(row | {"state": "draft", "created": NOW, "changed": NOW}))
        key = number.inserted_primary_key
        picture = {"name": "a.png", "mime": "image/png", "kept": on_card}
        on.execute(insert(event_picture).values(event_id=key[0] if key else 0, **picture))
        broadcasts.add(
            on, NOW, community_id=community, text="Pizza", language="en", picture=f'{{"kept": "{in_draft}"}}'
        )
        files.set_name(on, "telegram", "", nowhere, "photo/A")
        files.set_name(on, "telegram", "", on_card, "photo/B")
        return [len(swept(on, NOW + timedelta(days=days))) for days in (29, 31)]

    assert db.run_now(unit) == [3, 2]
    assert db.read_now(lambda on: list(on.execute(select(picture_name.c.name)).scalars())) == ["photo/B"]
