"""The table of a broadcast for its managers: who got it, who did not and why, as CSV or XLSX."""

import asyncio
import csv
import io
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import File, Message
from domain import times
from domain.cells import harmless
from domain.delivery import Purpose
from domain.roles import Role
from scheduler.works import Office, Works
from storage import broadcast_ledger as ledgers
from storage import broadcasts, people

works = Works()
HEADER = ("name", "platform", "state", "reason", "when", "taps")
MIMES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Cells = tuple[str | int, ...]


@dataclass(frozen=True)
class Asked:
    """What stands in the key of the work: a broadcast, who asked, and which kind of file."""

    broadcast: int
    member: int
    kind: str

    @classmethod
    def of(cls, key: str) -> "Asked":
        """From the key, whose end only tells one asking from another."""
        broadcast, member, kind, _ = key.split(":")
        return cls(int(broadcast), int(member), kind)


@works.due("broadcasts.export")
async def export(office: Office, key: str) -> None:
    """Make the table beside all units, and give it to whoever asked."""
    asked = Asked.of(key)
    lines = await office.read(partial(_lines, asked))
    if lines is None:
        return
    content = await asyncio.to_thread(made, lines, asked.kind)
    await office.run(partial(_given, asked, content, len(lines), key))


def _lines(asked: Asked, db: Connection) -> list[Cells] | None:
    """The rows for a manager of that community; None where nobody may see them any more."""
    one, reader = broadcasts.get(db, asked.broadcast), people.get(db, asked.member)
    if one is None or reader is None or asked.kind not in MIMES:
        return None
    if reader.id not in {m.id for m in people.members(db, one.community_id, role=Role.MANAGER)}:
        return None
    return [
        (row.name, row.adapter, row.state, row.error or "", _when(row.done, reader.zone), row.taps)
        for row in ledgers.table_of(db, one.id)
    ]


def _when(moment: datetime | None, zone: str) -> str:
    return f"{times.local(moment, zone):%Y-%m-%d %H:%M}" if moment else ""


def made(lines: list[Cells], kind: str) -> bytes:
    """The file; a name that begins like a formula is a text in it."""
    safe = [tuple(harmless(cell) if isinstance(cell, str) else cell for cell in line) for line in lines]
    if kind == "xlsx":
        import tablib

        return bytes(tablib.Dataset(*safe, headers=HEADER, title="broadcast").export("xlsx"))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER, *safe])
    return out.getvalue().encode("utf-8-sig")


def _given(asked: Asked, content: bytes, count: int, key: str, desk: Desk) -> None:
    file = File(f"broadcast-{asked.broadcast}.{asked.kind}", content, MIMES[asked.kind])
    desk.send(asked.member, partial(_card, file, count), Purpose.NOTICE, once=f"broadcast-table:{key}")


def _card(file: File, count: int, t: Translator) -> Message:
    return Message(t.n("*The table of {n} person*", "*The table of {n} people*", count), files=(file,))
