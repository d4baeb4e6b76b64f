"""`tertulia fairness`: who was served and who was left out, with an alarm where a group falls behind."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.cli import opening
from bot.settings import clock_of, read
from domain import fairness as rules
from domain.fairness import Case
from domain.matches import NEWCOMER
from matching.places import known
from storage import fairness as rows

app = typer.Typer(add_completion=False)


@app.command()
def fairness(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How far back to look.")] = 90,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say which part of the needs found somebody to ask and which part of the people were asked, group by group."""
    settings = read()
    now = clock_of(settings)()
    with opening.opened(settings) as db:
        found = db.read_now(partial(_found, now=now, days=days))
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _found(db: Connection, now: datetime, days: int) -> dict[str, Any]:
    since = now - timedelta(days=days)
    needs, people = rows.needs_since(db, since), rows.people_since(db, since)
    cases = [Case("needs", _groups(one.language, one.place), bool(one.asked)) for one in needs]
    cases += [
        Case("people", (_newness(one.created, now), *_groups(one.language, one.place)), bool(one.asked))
        for one in people
    ]
    shares = rules.shares(cases)
    return {
        "days": days,
        "needs": len(needs),
        "left_out": sum(not one.asked for one in needs),
        "people": len(people),
        "never_asked": sum(not one.asked for one in people),
        "busiest": max((one.asked for one in people), default=0),
        "shares": shares,
        "alarms": list(rules.alarms(shares)),
    }


def _groups(language: str, place: str) -> tuple[str, ...]:
    return (f"language {language}", *([f"place {known(place)}"] if place else []))


def _newness(created: datetime, now: datetime) -> str:
    return "newcomer" if now - created < NEWCOMER else "longer here"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"The last {found['days']} days: {found['needs']} needs, {found['left_out']} of them left out."
    yield f"{found['people']} people, {found['never_asked']} of them never asked; the busiest {found['busiest']} times."
    for group, share in found["shares"].items():
        yield f"{'!' if group in found['alarms'] else ' '} {share:6.1%}  {group}"
    if found["alarms"]:
        yield f"! gets less than {rules.ALARM:.0%} of what all get: look at the lexicon, the filters or who is invited."
