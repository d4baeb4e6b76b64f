"""Brings the catalogues up to date: `python -m locales.extract` adds what is new and keeps what is translated.

python -m locales.extract           every language that has a catalogue
python -m locales.extract el        begin a new language
python -m locales.extract --check   write nothing; fail when something is missing
"""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.i18n import FOLDER, LANGUAGES
from locales.sentences import sentences

BORN = datetime(2026, 1, 1, tzinfo=UTC)
"""One date for all: a catalogue changes when its sentences do, not each time it is written."""


def template() -> Catalog:
    """Every sentence, untranslated."""
    catalog = Catalog(project="tertulia", creation_date=BORN, fuzzy=False)
    for (one, many), places in sorted(sentences().items()):
        catalog.add((one, many) if many else one, locations=[(place, 0) for place in sorted(places)])
    return catalog


def existing(code: str, folder: Path = FOLDER) -> Catalog:
    """The catalogue of a language as it stands; an empty one for a new language."""
    path = folder / f"{code}.po"
    if not path.exists():
        return _new(code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def _new(code: str) -> Catalog:
    return Catalog(
        locale=code,
        header_comment=f"# Tertulia in {LANGUAGES[code]}",
        project="tertulia",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        creation_date=BORN,
        revision_date=BORN,
        fuzzy=False,
    )


def merged(code: str, source: Catalog, folder: Path = FOLDER) -> Catalog:
    """The language's catalogue over today's sentences; what is no longer said is kept as a comment (`#~`)."""
    catalog = existing(code, folder)
    catalog.update(source, no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def missing(catalog: Catalog) -> list[Message]:
    """The sentences that this language does not say yet."""
    return [message for message in catalog if message.id and not all(_forms(message))]


def _forms(message: Message) -> Iterable[str | None]:
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


def write(code: str, catalog: Catalog, folder: Path = FOLDER) -> None:
    """Store it in the order of the sentences, with the files that say them but no line numbers."""
    with (folder / f"{code}.po").open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False)


def main(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    check = "--check" in arguments
    codes = [word for word in arguments if not word.startswith("-")]
    if unknown := [code for code in codes if code not in LANGUAGES]:
        print(f"Not a language of bot/i18n.py: {', '.join(unknown)}. Add it to LANGUAGES there first.")
        return 2
    source = template()
    left = 0
    for code in codes or sorted(path.stem for path in FOLDER.glob("*.po")):
        catalog = merged(code, source)
        lacking = missing(catalog)
        left += len(lacking)
        print(f"{code}: {len(catalog) - len(lacking)} of {len(catalog)} sentences" + _first(lacking))
        if not check:
            write(code, catalog)
    return 1 if check and left else 0


def _first(lacking: list[Message]) -> str:
    """The first few that are missing, so that the next step is in view."""
    shown = [message.id[0] if isinstance(message.id, tuple | list) else message.id for message in lacking[:5]]
    return "".join(f"\n    missing: {text.splitlines()[0]}" for text in shown)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
