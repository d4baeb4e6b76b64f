"""What the readers of a broadcast get: the words as written, picture, counted buttons, and how to get fewer."""

import json
import re

from bot import wire
from bot.i18n import Catalogues, Translator
from bot.markup import clean, escape
from bot.ui import Button, File, Message, Rows
from handlers.broadcast_forms import Tapped, Wanted
from storage.broadcasts import Broadcast

BOLD = 90
"""Characters of a first line that stands out."""
_ADDRESS = re.compile(r"https?://[^\s()<>\"\\\[\]`]*[^\s()<>\"\\\[\]`*_.,;:!?]")


def words(text: str) -> str:
    """A manager's words as written: addresses can be opened, and the first of several lines stands out."""
    written = clean(text).split("\n")
    lines = [_line(line) for line in written]
    if len(lines) > 1 and 0 < len(written[0].strip()) <= BOLD and "](" not in lines[0]:
        lines[0] = f"*{lines[0].strip()}*"
    return "\n".join(lines)


def _line(line: str) -> str:
    shown, end = "", 0
    for found in _ADDRESS.finditer(line):
        shown += f"{escape(line[end : found.start()])}[{escape(found[0])}]({found[0]})"
        end = found.end()
    return shown + escape(line[end:])


def letter(one: Broadcast, text: str, community: str, t: Translator) -> Message:
    """What a reader gets, and how to get fewer."""
    why = t("_From the managers of {community}_", community=community)
    buttons = tuple((Button(link.label, Tapped(one.id, place)),) for place, link in enumerate(one.links))
    rows: Rows = (*buttons, (Button(t("Fewer of these"), Wanted(on=False)),))
    picture = picture_of(one)
    return Message(f"{words(text)}\n\n{why}", rows, image=picture, alt=_alt(one))


def picture_of(one: Broadcast) -> File | None:
    """The picture that goes with it."""
    if not one.picture:
        return None
    body = json.loads(one.picture)
    return File(body["name"], b"", body.get("mime", ""), body.get("address", ""), body.get("kept", ""))


def _alt(one: Broadcast) -> str:
    return str(json.loads(one.picture).get("alt", "")) if one.picture else ""


def letters(one: Broadcast, translations: dict[str, str], community: str, catalogues: Catalogues) -> dict[str, str]:
    """What is stored for each language that somebody may read: the words in it, else as they were written first."""
    from_first = {code: translations.get(code, one.text) for code in catalogues.codes}
    return {code: wire.dumps(letter(one, text, community, catalogues[code])) for code, text in from_first.items()}
