"""Everything that is held on one person, found by the tables' own references, and its erasure."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, String, Table, delete, or_, select, update

from storage import outbox, post_erasing, ticks
from storage.audit import audit
from storage.db import Moment, metadata, passing
from storage.people import account, member

erasure = Table(
    "erasure",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""A hash of each erased account and person, so that a restored backup can erase it again; it names nobody."""

JOURNAL = "erasures.journal"
"""The work that writes erasures down outside the database, so that they outlive it (`storage.backups.journal`)."""

INNER = frozenset({"lease", "leased_until", "own_member_id", "issuer_id", "moved"})
"""Columns of the machine room: they say nothing about the person."""


@dataclass(frozen=True)
class Receipt:
    """What an erasure did."""

    member_id: int
    at: datetime
    rows: int


def references(table: Table) -> list[Column[Any]]:
    """The columns of a table that name a member."""
    return [key.parent for key in table.foreign_keys if key.column is member.c.id]


def own(table: Table) -> list[Column[Any]]:
    """Those whose rows are that person's to read; what others noted about a person stays theirs."""
    return [column for column in references(table) if column.info.get("told", True)]


def holding(tables: Iterator[Table] | None = None) -> list[Table]:
    """All tables that hold something on a person."""
    return [table for table in tables or metadata.sorted_tables if references(table)]


def everything(db: Connection, member_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows on one person by table, also of those they were before accounts were linked; other people are left out.

    A row that names two people keeps this person's column only: the other's id is theirs.
    """
    found: dict[str, list[dict[str, Any]]] = {"member": []}
    for one in _selves(db, member_id):
        for table, rows in _held(db, one).items():
            found.setdefault(table, []).extend(rows)
    return found


def _selves(db: Connection, member_id: int) -> list[int]:
    """The person, and whoever their accounts were before they were linked."""
    query = select(account.c.own_member_id).where(_of(member_id), account.c.own_member_id.is_not(None))
    return [member_id, *db.execute(query.where(account.c.own_member_id != member_id).distinct()).scalars()]


def _held(db: Connection, member_id: int) -> dict[str, list[dict[str, Any]]]:
    found = {"member": [_told(row) for row in db.execute(select(member).where(member.c.id == member_id)).mappings()]}
    for table in holding():
        mine = or_(*(column == member_id for column in own(table)))
        rows = db.execute(select(table).where(mine)).mappings()
        kept = [_told(_of_both(table, row, member_id), {c.name for c in references(table)}, member_id) for row in rows]
        if kept:
            found[table.name] = kept
    return found


def _told(row: Any, people: set[str] | None = None, member_id: int = 0) -> dict[str, Any]:
    hidden = {name for name in people or () if row[name] != member_id} | INNER
    return {name: _plain(value) for name, value in row.items() if name not in hidden and value is not None}


def _of_both(table: Table, row: Any, member_id: int) -> dict[str, Any]:
    """A row of two people without what the other one said, where its columns tell who said what."""
    kept = dict(row)
    for column in table.columns:
        if side := column.info.get("said_by"):
            kept[column.name] = row[column.name] if row.get(f"{row[side]}_id") == member_id else None
        if column.info.get("by_member"):
            said = json.loads(row[column.name] or "{}")
            kept[column.name] = json.dumps({k: v for k, v in said.items() if k == str(member_id)})
        if column.info.get("files") and '"files"' in (row[column.name] or ""):
            kept[column.name] = json.dumps(_named(json.loads(row[column.name])), ensure_ascii=False)
    return kept


def _named(letter: Any) -> Any:
    """A letter with the names of its files alone: the last copy of all this would else stand in the next, and so on."""
    if isinstance(letter, list):
        return [_named(one) for one in letter]
    if isinstance(letter, dict):
        inside = letter.items() if "mime" not in letter else [("name", letter.get("name"))]
        return {key: _named(value) for key, value in inside}
    return letter


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def erase(db: Connection, member_id: int, now: datetime) -> Receipt | None:
    """Leave no trace of a person: their rows, what waits to be sent to them, their name in others' rows.

    What the audit log needs stays without the person: who acted becomes nobody.
    """
    rows = sum(len(found) for found in everything(db, member_id).values())
    for row in db.execute(select(account.c.platform, account.c.workspace, account.c.user).where(_of(member_id))):
        remember(db, fingerprint(*row), now)
    selves = _selves(db, member_id)
    for person in db.execute(select(member.c.id, member.c.created).where(member.c.id.in_(selves))):
        remember(db, member_fingerprint(*person), now)
    ticks.at_once(db, JOURNAL, "all", now)
    for one in selves:
        outbox.leave_ledgers(db, one)
        post_erasing.leave(db, one, now)
        db.execute(update(audit).where(audit.c.actor_id == one).values(actor_id=None))
        db.execute(update(audit).where(audit.c.subject == f"member:{one}").values(subject="member:erased", reason=""))
        if one != member_id:
            db.execute(delete(member).where(member.c.id == one))
    passing(db, "erase.inside")
    gone = db.execute(delete(member).where(member.c.id == member_id)).rowcount
    return Receipt(member_id, now, rows) if gone else None


def _of(member_id: int) -> Any:
    return account.c.member_id == member_id


def fingerprint(platform: str, workspace: str, user: str) -> str:
    """A hash that recognises an account and cannot be read back without trying every id."""
    return hashlib.scrypt(f"{platform}/{workspace}/{user}".encode(), salt=b"tertulia.erasure", n=2**12, r=8, p=1).hex()


def member_fingerprint(member_id: int, created: datetime) -> str:
    """The same for a person, also one who never spoke: only whoever holds their row could make it again."""
    moment = created.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"tertulia.erasure {member_id} {moment}".encode()).hexdigest()


def remember(db: Connection, print_: str, now: datetime) -> None:
    """Note an erasure; of someone who came back and was erased again, the last one."""
    mine = erasure.c.fingerprint == print_
    known = db.execute(select(erasure.c.at).where(mine)).scalar()
    if known is None:
        db.execute(erasure.insert().values(fingerprint=print_, at=now))
    elif known < now:
        db.execute(update(erasure).where(mine).values(at=now))


def erasures(db: Connection) -> dict[str, datetime]:
    """When whom, by fingerprint."""
    return {str(row.fingerprint): row.at for row in db.execute(select(erasure.c.fingerprint, erasure.c.at))}
