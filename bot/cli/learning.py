"""`tertulia learning`: what each community's matching has learnt from outcomes, and the way back."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.cli import imported, opening
from bot.cli.errors import NotDone
from bot.settings import clock_of, read
from matching import score
from matching.learning import EACH_WAY, ENOUGH
from scheduler import learning
from storage import learning as rows

app = typer.Typer(add_completion=False)
TIERS = {"plain": "plain", "encoder": "with a model"}


@app.command("learning")
def shown(
    community: Annotated[str, typer.Option(help="Its id or name, where there are several.")] = "",
    revert: Annotated[
        int | None, typer.Option(min=0, help="Go back to this version (0: as shipped) and stay there.")
    ] = None,
    tier: Annotated[str, typer.Option(help="Of which weights: plain, or encoder.")] = "plain",
    *,
    resume: Annotated[bool, typer.Option("--resume", help="Learn again after a --revert.")] = False,
    now_: Annotated[bool, typer.Option("--now", help="Do this week's look at the outcomes at once.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what matching has learnt from outcomes, go back to an earlier version, or let it learn again."""
    if tier not in TIERS:
        raise typer.BadParameter(f"--tier is one of {', '.join(TIERS)}")
    settings = read()
    now = clock_of(settings)()
    with opening.opened(settings) as db:
        home = db.read_now(partial(imported.chosen, wanted=community)).id
        if revert is not None and db.run_now(lambda on: rows.go_back(on, home, tier, revert, now)) is None:
            raise NotDone(f"There is no version {revert} of the {tier} weights: tertulia learning lists them.")
        if resume and not db.run_now(partial(rows.resume, community_id=home, now=now)):
            raise NotDone("Nobody had gone back to an earlier version: it learns already.")
        if now_:
            db.run_now(partial(_looked, community_id=home, now=now))
        found = db.read_now(partial(_found, community_id=home, now=now))
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _looked(db: Connection, community_id: int, now: datetime) -> None:
    for reading in learning.read(db, community_id, now):
        learning.written(db, reading, learning.looked(reading), now)


def _found(db: Connection, community_id: int, now: datetime) -> dict[str, Any]:
    read_now = {one.tier: one for one in learning.read(db, community_id, now)}
    newest = rows.in_force(db, community_id)
    return {
        "enough": ENOUGH,
        "tiers": {name: _tier(name, newest.get(name), read_now.get(name)) for name in TIERS},
        "versions": [
            {
                "tier": one.tier, "version": one.version, "why": one.why, "outcomes": one.outcomes,
                "gain": one.gain, "at": one.at.isoformat(timespec="minutes"), "weighing": dict(one.weighing),
            }
            for one in rows.versions(db, community_id)
        ],
    }  # fmt: skip


def _tier(name: str, version: rows.Version | None, reading: learning.Reading | None) -> dict[str, Any]:
    weights = version.weighing["weights"] if version and version.weighing else score.WEIGHTS[name]
    told = reading.outcomes if reading else ()
    return {
        "version": version.version if version else 0,
        "stays": bool(version and version.held),
        "outcomes": len(told),
        "fitted": sum(one.fitted for one in told),
        "drawn": sum(one.drawn for one in told),
        "changes": {part: round(weights[part] / weight - 1, 2) for part, weight in score.WEIGHTS[name].items()},
    }


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for name, tier in found["tiers"].items():
        changed = [f"{part} {by:+.0%}" for part, by in tier["changes"].items() if by]
        stays = ", and stays there: --resume lets it learn" if tier["stays"] else ""
        yield f"{TIERS[name]}: version {tier['version']}{stays}; {', '.join(changed) or 'weights as shipped'}."
        if not tier["stays"]:
            few = tier["outcomes"] < ENOUGH or min(tier["fitted"], tier["outcomes"] - tier["fitted"]) < EACH_WAY
            wait = f"; it learns from {ENOUGH} on, {EACH_WAY} of either kind" if few else ""
            yield f"  {tier['outcomes']} outcomes, {tier['fitted']} fitted, {tier['drawn']} drawn by lot{wait}."
    for one in found["versions"]:
        yield f"  {one['at']}  {one['tier']} {one['version']}: {one['why']}, {one['outcomes']} outcomes"
