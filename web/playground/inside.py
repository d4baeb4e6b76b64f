"""What just happened inside, read from the tables: needs with their matches, introductions, and all that was sent."""

import json
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, select

from bot import wire
from bot.markup import clipped, parse
from bot.ui import Home, Post, Sheet
from matching.model import Reason
from matching.reasons import plain
from storage.introductions import introduction
from storage.matches import match
from storage.needs import need
from storage.outbox import outbox
from storage.people import member

Json = dict[str, Any]

NEEDS, INTRODUCTIONS, SENDS, MATCHES = 12, 12, 24, 5
LINE = 140
LABELS = {
    "concept": "same skill",
    "sense": "same matter",
    "letters": "same words",
    "meaning": "same meaning",
    "related": "close skill",
    "context": "knows this trade",
    "mutual": "looks for this too",
    "language": "shared language",
    "place": "the right place",
    "remote": "remote works",
    "travels": "travels",
    "sector": "same sector",
    "cross": "another world",
    "newcomer": "new here",
    "first": "first introduction",
    "exposure": "asked often lately",
}
"""The parts of a score, for people; a part that is not here is shown by its own name."""


def news(db: Connection) -> Json:
    """The newest events of each kind, the latest first, with a version that changes whenever they do."""
    events = [*_needs(db), *_introductions(db), *_sends(db)]
    events.sort(key=lambda event: (event["at"], event["id"]), reverse=True)
    return {"version": str(crc32(json.dumps(events, sort_keys=True).encode())), "events": events}


def _needs(db: Connection) -> list[Json]:
    columns = (need.c.id, need.c.side, need.c.text, need.c.state, need.c.created, need.c.changed, member.c.name)
    query = select(*columns).join(member, member.c.id == need.c.member_id).where(need.c.state != "draft")
    rows = db.execute(query.order_by(need.c.changed.desc(), need.c.id.desc()).limit(NEEDS)).all()
    matches = _matches(db, [row.id for row in rows])
    shown = []
    for row in rows:
        found = matches.get(row.id, [])
        event = _event("need", row.id, row.changed, who=row.name, side=row.side, text=row.text, state=row.state)
        at = max([event["at"], *(one["at"] for one in found)])
        shown.append(event | {"at": at, "matches": found})
    return shown


def _matches(db: Connection, needs: list[int]) -> dict[int, list[Json]]:
    """The best helpers of each need, with what their score is made of."""
    of = match.c
    columns = (of.need_id, of.score, of.parts, of.reasons, of.state, of.created, of.asked, of.answered, member.c.name)
    query = select(*columns).join(member, member.c.id == match.c.helper_id).where(match.c.need_id.in_(needs))
    found: dict[int, list[Json]] = {}
    for row in db.execute(query.order_by(match.c.need_id, match.c.rank, match.c.id)):
        at = max(moment for moment in (row.created, row.asked, row.answered) if moment)
        shown = {"name": row.name, "score": round(row.score, 3), "state": row.state, "at": _moment(at)}
        of_need = found.setdefault(row.need_id, [])
        if len(of_need) < MATCHES:
            of_need.append(shown | {"bars": bars(row.parts), "reasons": sentences(row.reasons)})
    return found


def _introductions(db: Connection) -> list[Json]:
    helper, owner = member.alias("helper"), member.alias("owner")
    of = introduction.c
    query = (
        select(of.id, of.created, of.met, of.outcome, of.offer, helper.c.name.label("one"), owner.c.name)
        .join(helper, helper.c.id == of.helper_id)
        .join(owner, owner.c.id == of.owner_id)
    )
    rows = db.execute(query.order_by(of.created.desc(), of.id.desc()).limit(INTRODUCTIONS))
    return [
        _event("introduction", row.id, row.created, who=row.one, other=row.name, text=row.offer)
        | {"state": row.outcome or row.met}
        for row in rows
    ]


def _sends(db: Connection) -> list[Json]:
    """What left the bot or waits to leave, by when it was written or went out."""
    of = outbox.c
    columns = (of.id, of.adapter, of.op, of.message, of.purpose, of.state, of.created, of.done, of.due, of.error)
    query = select(*columns, member.c.name).outerjoin(member, member.c.id == of.member_id)
    rows = db.execute(query.order_by(of.id.desc()).limit(SENDS))
    return [
        _event("send", row.id, row.done or row.created, who=row.name or "", where=row.adapter, op=row.op)
        | {"purpose": row.purpose, "state": row.state, "due": _moment(row.due), "text": first_line(row.message)}
        | {"error": row.error or ""}
        for row in rows
    ]


def _event(kind: str, row_id: int, at: datetime, **more: Any) -> Json:
    return {"id": f"{kind}-{row_id}", "kind": kind, "at": _moment(at), **more}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def first_line(message: str) -> str:
    """The line of a letter that stands in a notification."""
    try:
        letter = wire.loads(message)
    except (ValueError, KeyError, TypeError):
        return ""
    if isinstance(letter, Sheet):
        return letter.title
    if isinstance(letter, Home):
        return "Home"
    said = letter.text if isinstance(letter, Post) else "".join(span.text for span in parse(letter.text))
    said = said.strip()
    return clipped(said.partition("\n")[0], LINE)


def bars(parts: str) -> list[Json]:
    """The parts of a score as labels with values, the strongest first; written as a list of records or as a table."""
    raw = _read(parts)
    pairs = raw.items() if isinstance(raw, dict) else [_named(part) for part in raw] if isinstance(raw, list) else []
    found = [
        {"label": LABELS.get(str(name), str(name).replace("_", " ")), "value": round(float(value), 3)}
        for name, value in pairs
        if isinstance(value, int | float) and value
    ]
    return sorted(found, key=lambda bar: -abs(float(bar["value"])))


def _named(part: Any) -> tuple[Any, Any]:
    if isinstance(part, dict):
        return part.get("name"), part.get("value")
    return (part[0], part[1]) if isinstance(part, list) and len(part) > 1 else (None, None)


def sentences(reasons: str) -> list[str]:
    """The reasons in plain English; a reason is a sentence, or a kind with its values."""
    raw = _read(reasons)
    return [said for reason in raw if (said := _sentence(reason))] if isinstance(raw, list) else []


def _sentence(reason: Any) -> str:
    if isinstance(reason, str):
        return reason
    if isinstance(reason, list) and len(reason) > 1:
        reason = {"kind": reason[0], "values": reason[1]}
    if not isinstance(reason, dict) or not isinstance(reason.get("values", {}), dict):
        return ""
    try:
        return plain(Reason(str(reason.get("kind", "")), reason.get("values", {})))
    except KeyError:
        return str(reason.get("kind", ""))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
