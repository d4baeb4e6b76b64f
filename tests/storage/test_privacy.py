"""Erasure and the copy of one's own rows, held over every table: a new table is covered by being declared."""

import json
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Float, Integer, LargeBinary, Table, insert, select

from storage import audit, people, privacy
from storage.db import Database, Moment
from storage.people import member
from storage.tables import metadata

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class Filler:
    """Writes a row into every table, with made-up values that fit its columns."""

    def __init__(self, db: Connection) -> None:
        self.db, self.number, self.rows = db, count(1000), dict[tuple[str, int], dict[str, Any]]()

    def person(self, mark: str) -> int:
        values = {c.name: self._value(c, mark) for c in member.columns if not c.foreign_keys and c.name != "id"}
        return int(self.db.execute(insert(member).values(values)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one

    def fill(self, table: Table, mark: str, people_in_it: list[int], keys: dict[Table, Any]) -> None:
        """One row whose references to members are these people, in order, the last one for the rest."""
        waiting, values = list(people_in_it), {}
        for column in table.columns:
            if column in privacy.references(table):
                values[column.name] = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            elif column.foreign_keys:
                parent = next(iter(column.foreign_keys)).column.table
                if parent not in keys:
                    self.fill(parent, mark, people_in_it, keys)
                values[column.name] = keys[parent]
            elif not (column.primary_key and isinstance(column.type, Integer) and len(table.primary_key.columns) == 1):
                values[column.name] = self._value(column, mark)
        made = self.db.execute(insert(table).values(values)).inserted_primary_key
        keys[table] = made[0] if made else None

    def _value(self, column: Column[Any], mark: str) -> Any:
        if isinstance(column.type, Moment):
            return NOW
        simple = {Boolean: True, Date: date(2026, 1, 2), Float: 1.5, LargeBinary: b"x"}
        simple[DateTime] = NOW.replace(tzinfo=None)
        for kind, value in simple.items():
            if isinstance(column.type, kind):
                return value
        if column.info.get("by_member"):
            return "{}"
        return next(self.number) if isinstance(column.type, Integer) else f"{mark} {next(self.number)}"


def filled(db: Connection) -> tuple[int, int]:
    """Ann and Kim, each alone and together in every table that can name them."""
    filler = Filler(db)
    ann, kim = filler.person("ann"), filler.person("kim")
    keys = {who: dict[Table, Any]({member: who}) for who in (ann, kim)}
    for persons in ([ann], [kim], [ann, kim], [kim, ann]):
        for table in metadata.sorted_tables:
            names = min(len(privacy.references(table)), 2)
            if table is not member and (names or 1) == len(persons):
                mark = "both" if len(persons) > 1 else "ann" if persons == [ann] else "kim"
                filler.fill(table, mark, persons, keys[persons[0]])
    return ann, kim


def naming(db: Connection, member_id: int) -> list[str]:
    return [
        table.name
        for table in privacy.holding()
        for column in privacy.references(table)
        if db.execute(select(column).where(column == member_id)).first()
    ]


async def test_erasure_leaves_no_trace_in_any_table(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann, kim = filled(on)
        before = {table.name for table in privacy.holding()}
        assert set(naming(on, ann)) == before, "the filler reaches every table"
        audit.note(on, NOW, "role.changed", actor=kim, community=None, subject=f"member:{ann}", reason="Ann asked")
        audit.note(on, NOW, "role.changed", actor=ann, community=None, subject=f"member:{kim}", reason="stays")
        kept = len(naming(on, kim))
        receipt = privacy.erase(on, ann, NOW)
        assert receipt
        assert receipt.rows > len(before)
        assert naming(on, ann) == []
        assert naming(on, kim)
        assert kept
        assert not on.execute(select(audit.audit).where(audit.audit.c.actor_id == ann)).first()
        everywhere = [str(row) for table in metadata.sorted_tables for row in on.execute(select(table))]
        assert not [row for row in everywhere if "Ann asked" in row or f"member:{ann}'" in row]
        assert privacy.erase(on, ann, NOW) is None

    await db.run(unit)


async def test_an_erased_account_is_recognised_and_not_named(db: Database) -> None:
    def unit(on: Connection) -> list[str]:
        for _ in range(2):  # erased, came back, erased again
            ann = people.add_member(on, "Ann", "en", "Europe/Madrid", None, NOW)
            people.add_account(on, ann, "telegram", "", "1001", "1001", NOW)
            privacy.erase(on, ann, NOW)
        return list(on.execute(select(privacy.erasure.c.fingerprint)).scalars())

    prints = await db.run(unit)
    assert prints.count(privacy.fingerprint("telegram", "", "1001")) == 1
    assert not [text for text in prints if "1001" in text or "Ann" in text]


async def test_ones_copy_is_whole_and_holds_nothing_of_others(db: Database) -> None:
    def unit(on: Connection) -> tuple[int, int, dict[str, list[dict[str, Any]]]]:
        ann, kim = filled(on)
        return ann, kim, privacy.everything(on, ann)

    ann, kim, found = await db.run(unit)
    told = {table.name for table in privacy.holding() if privacy.own(table)}
    assert set(found) == told | {"member"}
    for name, rows in found.items():
        table = metadata.tables[name]
        hidden = [column.name for column in privacy.references(table)]
        for row in rows:
            assert not [column for column in hidden if row.get(column) == kim], f"{name} names somebody else"
            assert not privacy.INNER & set(row)
            if name != "member":
                assert ann in row.values()
    assert '"kim ' not in json.dumps(found), "a row of somebody else alone"


async def test_what_others_noted_and_said_stays_theirs(db: Database) -> None:
    def unit(on: Connection) -> dict[str, Any]:
        ann, kim = filled(on)
        tables = metadata.tables
        on.execute(tables["report"].update().values(text="secret words"))
        on.execute(tables["report"].delete().where(tables["report"].c.about_id != ann))
        on.execute(tables["match"].update().values(ended_by="owner", why_not="too far"))
        on.execute(tables["match"].delete().where(tables["match"].c.owner_id == ann))
        return privacy.everything(on, ann) | {"of kim": privacy.everything(on, kim)["match"]}

    found = await db.run(unit)
    assert "secret words" not in json.dumps(found)
    assert [row.get("why_not") for row in found["match"]] == [None]
    assert [row["why_not"] for row in found["of kim"]] == ["too far"]


async def test_of_what_two_said_each_reads_their_own(db: Database) -> None:
    def unit(on: Connection) -> list[str]:
        ann, kim = filled(on)
        said = json.dumps({str(ann): "good", str(kim): "poor"})
        on.execute(metadata.tables["introduction"].update().values(feedback=said))
        return [row["feedback"] for who in (ann, kim) for row in privacy.everything(on, who)["introduction"]]

    found = await db.run(unit)
    assert all(("good" in said) != ("poor" in said) for said in found)
    assert len(found) >= 2
