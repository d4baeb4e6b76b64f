"""Skills from the official ESCO tables: what a row becomes, and in which language a file speaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.cli import imported, sheets
from bot.cli.errors import FileRefused
from bot.cli.imported import words
from bot.cli.sheets import Columns, Row
from matching import languages, tongues
from storage import skills
from storage.db import Database
from storage.skills import Skill

COLUMNS = Columns(
    frozenset({"concepturi", "preferredlabel"}),
    frozenset({
        "concepttype", "skilltype", "reuselevel", "altlabels", "hiddenlabels", "status", "modifieddate", "scopenote",
        "definition", "inscheme", "description", "iscogroup", "regulatedprofessionnote", "code", "nacecode",
        "skilltypelabel", "reuselevellabel",
    }),
)  # fmt: skip
"""Of the tables of skills and of occupations, in small letters."""
NAME, NAMES = 120, 40
LEFT_OUT = frozenset({"obsolete", "deprecated"})
TOLD = 20
"""Refused rows that are named one by one; there may be thousands."""


@dataclass(frozen=True)
class Brought:
    """What came of a file."""

    language: str
    rows: int
    new: int
    known: int
    left_out: int
    refused: tuple[tuple[int, str], ...]


def language_of(file: Path, said: str) -> str:
    """The language of a file's names: as it was said, or as its name ends, such as `skills_el.csv`.

    Raises:
        FileRefused: neither says one that is known.
    """
    ending = re.search(r"[_\-.]([A-Za-z]{2})$", file.stem)
    wanted = said or (ending[1] if ending else "")
    codes, _ = tongues.read(wanted)
    if not codes or codes[0] not in languages.LANGUAGES:
        named = f"'{wanted[:20]}' is none of them" if wanted else "its name does not end in one, such as skills_el.csv"
        raise FileRefused(f"{file}: say its language with --language ({', '.join(languages.LANGUAGES)}): {named}.")
    return codes[0]


def bring(db: Database, file: Path, language: str, community: str, now: datetime, *, dry_run: bool) -> Brought:
    """All rows of a file or none, as entries of a community's lexicon."""
    read = [(line, *_read(row, language)) for line, row in sheets.rows(file, COLUMNS)]
    refused = [(line, why) for line, _, why in read if why]
    found: dict[str, Skill] = {}
    for line, skill, _ in read:
        if skill and skill.uri in found:
            refused.append((line, f"{skill.uri} is there twice; keep one"))
        elif skill:
            found[skill.uri] = skill
    write = partial(_written, found=found, language=language, community=community, now=now)
    known = db.run_now(write) if not refused and not dry_run else db.read_now(partial(write, rehearsal=True))
    left = sum(skill is None and not why for _, skill, why in read)
    return Brought(language, len(read), len(found) - known, known, left, tuple(sorted(refused)))


def _written(
    db: Connection, found: dict[str, Skill], language: str, community: str, now: datetime, *, rehearsal: bool = False
) -> int:
    """How many of them were there already; they are written unless it is a rehearsal."""
    home = imported.chosen(db, community)
    known = len(found.keys() & skills.known(db, home.id, language))
    if not rehearsal:
        skills.bring(db, home.id, found.values(), now)
    return known


def _read(row: Row, language: str) -> tuple[Skill | None, str]:
    """The skill of a row, or why it cannot be one; neither for what ESCO has given up."""
    if row.get("status", "").casefold() in LEFT_OUT:
        return None, ""
    uri, name = row["concepturi"], words(row["preferredlabel"], NAME)
    if not uri.startswith(("http://", "https://")) or len(uri) > 200:
        return None, f"conceptUri is '{uri[:40]}'; write the skill's address as ESCO gives it"
    if not name:
        return None, f"{uri} has no preferredLabel; give it a name"
    return Skill(uri, language, name, tuple(_also(row, name))[:NAMES]), ""


def _also(row: Row, name: str) -> Iterator[str]:
    """Other names: ESCO writes one a line within the cell."""
    said = {name}
    for cell in (row.get("altlabels", ""), row.get("hiddenlabels", "")):
        for one in re.split(r"[\n|]", cell):
            also = words(one, NAME)
            if also and also not in said:
                said.add(also)
                yield also


def report(found: Brought, *, dry_run: bool) -> Iterator[str]:
    """What people read about it."""
    for line, why in found.refused[:TOLD]:
        yield f"line {line}: refused · {why}"
    if len(found.refused) > TOLD:
        yield f"… and {len(found.refused) - TOLD} more."
    verb = "would be imported" if dry_run else "imported"
    new = 0 if found.refused else found.new
    also = f", {found.known} already here brought up to date" if found.known and not found.refused else ""
    yield f"{new} skills ({found.language}) {verb}{also}."
