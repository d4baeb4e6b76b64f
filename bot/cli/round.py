"""`tertulia round`: the next matching round is shown and then released; a run's figures and its fairness."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.cli import opening
from bot.cli.composition import ensure_community
from bot.cli.errors import NotDone
from bot.cli.imported import chosen
from bot.context import Desk, Setting
from bot.settings import read
from domain import times
from domain.rounds import SEEDS
from handlers import round_figures, round_seating
from handlers.round_preview import View, viewed
from handlers.round_seating import Reading
from matching.round_people import Arrangement
from scheduler import rounds as holding
from storage import audit, rounds
from storage.db import Database

app = typer.Typer(add_completion=False)
AGAIN = 5
LONGEST = timedelta(days=366)

CommunityOption = Annotated[str, typer.Option(help="Its id or name, where there are several.")]
SeedOption = Annotated[int | None, typer.Option(min=0, max=SEEDS - 1, help="Another seed than the round's own.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As one JSON object.")]


@app.callback()
def round_() -> None:
    """The next matching round: see it, then release it."""


@app.command()
def preview(community: CommunityOption = "", seed: SeedOption = None, *, as_json: JsonOption = False) -> None:
    """Show the next round and its seed; nothing is written and nothing is sent."""
    with _opened() as (db, setting):
        view = db.read_now(partial(_viewed, community=community, seed=seed, now=setting.clock()))[2]
    typer.echo(json.dumps(view.told(), ensure_ascii=False) if as_json else _text(view))


@app.command()
def queue(
    community: CommunityOption = "",
    seed: SeedOption = None,
    at: Annotated[
        datetime | None,
        typer.Option(help="Another moment than its slot; without an offset on the community's clock."),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Release the next round: it goes out at its slot, or at a time, with the people as they sit now."""
    with _opened() as (db, setting):
        for _ in range(AGAIN):
            reading, found, view = db.read_now(partial(_viewed, community=community, seed=seed, now=setting.clock()))
            moment = db.run_now(partial(_queued, reading=reading, found=found, at=at, setting=setting))
            if moment:
                break
        else:
            raise NotDone("The round kept changing meanwhile: nothing was released. Try again.")
    told = view.told() | {"released": True, "at": moment.isoformat()}
    when = f"{times.local(moment, view.zone):%A %d %B %Y, %H:%M}"
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{_text(view)}\nReleased: it goes out on {when}.")


@app.command()
def publish(community: CommunityOption = "", seed: SeedOption = None, *, as_json: JsonOption = False) -> None:
    """Send the next round now; the bot tells everybody as soon as it runs."""
    with _opened() as (db, setting):
        for _ in range(AGAIN):
            now = setting.clock()
            reading, found, view = db.read_now(partial(_viewed, community=community, seed=seed, now=now, early=True))
            if not found.groups:
                raise NotDone(
                    "There is nobody to seat: people take part with `round join`, or by a public profile. "
                    "`tertulia round preview` says who does not, and why."
                )
            if db.run_now(partial(_published, reading=reading, found=found, now=now, seed=seed, setting=setting)):
                break
        else:
            raise NotDone("The round kept changing meanwhile: nothing was sent. Try again.")
    told = view.told() | {"published": True}
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{_text(view)}\nRound {view.number} is out.")


@app.command()
def report(
    community: CommunityOption = "",
    number: Annotated[int | None, typer.Option("--round", min=1, help="One round by its number.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """The figures of one round or of all, and whether they were fair."""
    with _opened() as (db, _):
        found = db.read_now(partial(_reported, community=community, number=number))
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _figures(found))


@contextmanager
def _opened() -> Iterator[tuple[Database, Setting]]:
    """The database and what every unit shares, for one command."""
    settings = read()
    with opening.opened(settings) as db:
        setting = opening.setting(settings)
        db.run_now(partial(ensure_community, setting=setting))
        yield db, setting


def _viewed(
    db: Connection, community: str, seed: int | None, now: datetime, *, early: bool = False
) -> tuple[Reading, Arrangement, View]:
    """The next round, seated; reading takes no lock, so that seating may take its time."""
    reading = round_seating.read(db, chosen(db, community).id, now, seed, early=early)
    if reading is None:
        raise NotDone("That community is gone.")
    found = round_seating.seat(reading)
    return reading, found, viewed(db, reading, found, now)


def _queued(
    db: Connection, reading: Reading, found: Arrangement, at: datetime | None, setting: Setting
) -> datetime | None:
    """When it goes out; None where the plan changed meanwhile."""
    desk = Desk(db, setting)
    community = chosen(db, str(reading.community_id))
    plan = rounds.locked(db, community.id)
    if plan.version != reading.plan.version:
        return None
    moment = _moment(at, community.zone) if at else plan.at
    if moment is None:
        raise NotDone("No date is set: name one with --at, or send the round now with `tertulia round publish`.")
    if not desk.now < moment <= desk.now + LONGEST:
        raise NotDone(f"{moment:%Y-%m-%d %H:%M} UTC is not ahead within a year: name another moment with --at.")
    rounds.keep_draft(db, community.id, tuple(tuple(map(int, group)) for group in found.groups))
    rounds.change(db, community.id, at=moment, released=True, seed=reading.seed)
    audit.note(db, desk.now, "round.released", actor=None, community=community.id, reason=moment.isoformat())
    desk.later("rounds.due", str(community.id), moment)
    return moment


def _moment(at: datetime, zone: str) -> datetime:
    return at if at.tzinfo else times.at(at.date(), at.time(), zone)


def _published(
    db: Connection, reading: Reading, found: Arrangement, now: datetime, seed: int | None, setting: Setting
) -> bool:
    desk = Desk(db, setting)
    done = holding.written(reading, found, now, desk, early=True, seed=seed)
    if done:
        where = {"actor": None, "community": reading.community_id}
        audit.note(db, desk.now, "round.published", reason=str(reading.number), **where)  # type: ignore[arg-type]  # the keys are its own
    return done


def _reported(db: Connection, community: str, number: int | None) -> dict[str, Any]:
    here = chosen(db, community)
    if number is not None and not rounds.of_community(db, here.id, number):
        raise NotDone(f"There is no round {number} in {here.name} yet: see `tertulia round report`.")
    return {"community": here.name} | round_figures.figures(db, here.id, number)


def _text(view: View) -> str:
    """A round for people: a line a group."""
    when = f"{times.local(view.when, view.zone):%A %d %B %Y, %H:%M} ({view.zone})" if view.when else "no date yet"
    lines = [
        f"Round {view.number} of {view.community}: {when}",
        f"{view.people} people, groups of {view.plan.size}, {view.plan.mixing}, seed {view.seed}"
        + (", changed by hand" if view.by_hand else ""),
        *("  " + " – ".join(one.name for one in group) for group in view.groups),
        *(f"  without a seat: {one.name} ({why})" for one, why in view.left_out),
        *(f"  again within 90 days: {one.name} – {other.name}" for one, other in view.repeats),
    ]
    absent = ", ".join(f"{n} {why}" for why, n in sorted(view.absent.items()))
    return "\n".join([*lines, f"  not in it: {absent}"] if absent else lines)


def _figures(found: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):15} {_said(value)}" for name, value in found.items())


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {n}" for key, n in value.items()) or "–"
    if isinstance(value, list):
        return ", ".join(f"{one['name']} (round {one['round']}, {one['why']})" for one in value) or "–"
    return "all" if value is None else str(value)
