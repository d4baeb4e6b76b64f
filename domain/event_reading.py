"""Understanding one line about an event: when, how many, where, and what is left is what it is."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from domain import days, hours, times
from domain.days import Reading, fold
from domain.days_names import MONTHS

TITLE, PLACE, LINK, DESCRIPTION = 120, 120, 400, 4000
"""Characters of each; whoever writes more hears so."""
SEATS, GUESTS = 100_000, 9
"""The most that an event can hold, and the most that anybody may bring."""
_WINDOW = 6
"""Words that a day takes at most: "on Friday the 27th of November 2026" is read from its end."""

_SHORT = {
    short: day
    for day, names in {
        "monday": "mon lun lu dl", "tuesday": "tue tues mar dt", "wednesday": "wed mie mer dc",
        "thursday": "thu thur thurs jue gio jeu dj", "friday": "fri vie ven dv", "saturday": "sat sab sam ds",
        "sunday": "sun dom dim dg",
    }.items()
    for short in names.split()
}  # fmt: skip
"""Days as they are cut short; most are words of their own, so that they count before a time alone."""
_TIME_NEXT = re.compile(
    r"\.?,?\s+(?:(?:at|from|a las?|alle|a les|a|ore|@)\s+)?"
    r"\d{1,2}(?:[:.h]\d\d|\s?h\b|\s?[ap]\.?m\b|\s?-\s?\d)"
)
_LASTS = re.compile(
    r"\b(?:for|durante|per|pendant|por|durant|για|za)\s+(?P<n>\d{1,2}(?:[.,]5)?)\s?(?P<unit>h\b|hours?|horas?|or[ae]|heures?"
    r"|hores?|ωρες|sat[ai]?|ur[ei]?|min(?:ut[a-z]*)?)\b"
)
_PEOPLE = (
    r"places?|seats?|spots?|people|persons?|plazas?|asientos?|personas?|sitios?|posti|persone|posto|places|personnes|"
    r"places?|persones|llocs?|lugares|pessoas|vagas|θεσεις|ατομα|mjest[ao]?|osoba|mest[ao]?|oseb"
)
_SEATS = re.compile(
    r"(?:\b(?:max(?:imum)?\.?|up to|hasta|fino a|jusqu.a|ate|fins a|massimo|maximo|maxim)\s)?\s?"
    rf"(?P<n>\d{{1,9}})\s(?:{_PEOPLE})\b"
)
_MOST = re.compile(r"\b(?:max(?:imum)?\.?|up to|massimo|maximo|maxim)\s?(?P<n>\d{1,9})\b")
_GUESTS = re.compile(
    r"(?:\+\s?(?P<plus>\d)(?!\d)(?:\s?(?:guests?|invitad[oa]s?|ospit[ei]|invites?))?|\b(?P<n>\d)\s(?:guests?|invitad[oa]s?|ospit[ei]|"
    r"acompanantes?|invites?|convidats?|convidad[oa]s?)(?:\s(?:each|cada un[oa]|ciascuno|a testa|chacun))?)"
)
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_PLACES = re.compile(
    r"(?:(?:at|in|en|a|al|alla|nella?|à|au|em|na|no|v|u|στ[ηοα]ν?)\s)?(?:the\s|la\s|el\s|le\s|il\s)?(?:space|room|hall|sala|salon|salone|"
    r"salle|aula|espacio|spazio|espace|espai|espaco|terrac[ea]|terraza|terrazza|terrasse|kitchen|cocina|cucina|cuisine|patio|"
    r"garden|jardin|giardino|calle|carrer|via|rue|rua|street|plaza|piazza|place|praca|odos|οδος|αιθουσα|χωρος|ulica|trg|"
    r"dvorana|soba|prostor|online|zoom|bar|cafe|caffe)\b"
)
_LEADS = re.compile(r"^(?:at|@|in|en|chez|στ[ηοα]ν?)\s+|^@\s*")
_ZONE = re.compile(r"\(?\b(?P<zone>[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?|UTC|GMT)\b\)?")
_PERIODS = frozenset(
    fold(
        "week semana settimana setmana semaine εβδομάδα tjedan teden month mes mese mois mês μήνα mjesec year año anno"
    ).split()
)
_ON = re.compile(r"(?<!\S)(?:on|el|il|le|la|els?|em|na|no|am|a|o|u|v|den|στις|στη|την?|dia|giorno|jour)\s+$")
_WITHIN = frozenset({"in", "en", "dentro", "tra", "fra", "dans", "em", "za", "d'aqui", "σε"})


@dataclass(frozen=True)
class Understood:
    """What a line says of an event, ready to be shown back.

    Args:
        title: what is left of the line.
        day: when, as it was written; None where it names no day.
        begins: the time on the wall; None where it names none.
        ends: likewise; None where it says no end.
        lasts: how long, where that was said instead.
        zone: a zone that was named, else empty.
        capacity: how many; None where nothing was said.
        guests: how many each may bring; None where nothing was said.
    """

    title: str
    day: Reading | None = None
    begins: time | None = None
    ends: time | None = None
    lasts: timedelta | None = None
    zone: str = ""
    capacity: int | None = None
    guests: int | None = None
    place: str = ""
    link: str = ""
    description: str = ""


@dataclass
class _Line:
    """A line from which what was understood is taken out, a comma in its place."""

    text: str
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        self.folded = fold(self.text)

    def take(self, start: int, end: int) -> None:
        self.text = f"{self.text[:start]} {self.text[end:]}"
        self.folded = fold(self.text)

    def match(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """The first place where the form stands, taken out."""
        found = form.search(self.folded)
        if found:
            self.take(*found.span())
        return found


def read(text: str, today: date) -> Understood:
    """Understand what was typed; whatever is not understood stays in the title, so no input is an error."""
    whole = unicodedata.normalize("NFC", text).strip()
    first, _, description = whole.partition("\n")
    line = _Line(" ".join(first.split()))
    link = _taken(line, _LINK)
    zone = _zone(line)
    seats = line.match(_SEATS) or line.match(_MOST)
    guests = line.match(_GUESTS)
    lasts = _lasts(line.match(_LASTS))
    day = _day(line, today)
    begins, ends = _times(line)
    title, place, more = _parts(line)
    description = "\n".join(part for part in (more, description.strip()) if part)
    return Understood(
        title, day, begins, ends, lasts, zone, min(int(seats["n"]), SEATS + 1) if seats else None,
        int(guests["plus"] or guests["n"]) if guests else None, place, link, description,
    )  # fmt: skip


def _taken(line: _Line, form: re.Pattern[str]) -> str:
    """Like `match`, by the letters as they were written."""
    found = form.search(line.text)
    if not found:
        return ""
    line.take(*found.span())
    return found[0]


def _zone(line: _Line) -> str:
    found = _ZONE.search(line.text)
    if not found or not times.known_zone(found["zone"]):
        return ""
    line.take(*found.span())
    return found["zone"]


def _lasts(found: re.Match[str] | None) -> timedelta | None:
    if found is None:
        return None
    count = float(found["n"].replace(",", "."))
    return timedelta(minutes=count) if found["unit"].startswith("min") else timedelta(hours=count)


def _day(line: _Line, today: date) -> Reading | None:
    """The first day in the line, in as many words as it takes."""
    words = list(re.finditer(r"\S+", line.text))
    for first in range(len(words)):
        for last in range(min(len(words), first + _WINDOW) - 1, first - 1, -1):
            start, end = words[first].start(), words[last].end()
            end -= len(line.text[start:end]) - len(line.text[start:end].rstrip(",.;:"))
            spelt = _spelt(line.text[start:end], line.folded[end:])
            found = days.whole(spelt, today)
            if found and _means_a_day(fold(spelt), found, today):
                lead = _ON.search(line.folded[:start])
                line.take(lead.start() if lead else start, end)
                return found
    return None


def _spelt(words: str, following: str) -> str:
    """The words with a day that is cut short at their end, such as "Sat", written out where a time follows."""
    before, space, last = words.rpartition(" ")
    day = _SHORT.get(fold(last).rstrip("."))
    return f"{before}{space}{day}" if day and _TIME_NEXT.match(following) else words


def _means_a_day(words: str, found: Reading, today: date) -> bool:
    """Whether it says which day, rather than by when or how long: "next week" and "two days" do not."""
    parts = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", words)
    within = words.partition(" ")[0] in _WITHIN
    if re.fullmatch(r"\d+\.\d+", words) and not (found.day or found.near):
        return False  # a version, not a day
    if re.search(r"\d", words):
        return bool(re.search(r"\d[./-]\d", words) or MONTHS.keys() & set(parts) or within)
    if MONTHS.keys() & set(parts) or _PERIODS & set(parts):
        return bool(_PERIODS & set(parts)) and within
    return all(day - today <= timedelta(days=14) for day in (found.day, *found.near) if day)


def _times(line: _Line) -> tuple[time | None, time | None]:
    found = hours.find(line.folded)
    if found is None:
        return None, None
    line.take(found.start, found.end)
    return found.begins, found.ends


def _parts(line: _Line) -> tuple[str, str, str]:
    """What it is, where, and the rest: the place is what sounds like one, else what comes second."""
    parts = [part.strip(" .-–·") for part in re.split(r"\s*[,;]\s*", line.text)]
    parts = [" ".join(part.split()) for part in parts if part]
    title, rest = (parts[0], parts[1:]) if parts else ("", [])
    where = next((part for part in rest if _PLACES.match(fold(part)) or part.startswith("@")), rest[0] if rest else "")
    if not where and (inside := re.search(r"\s(?:@|at)\s+(?P<place>\S.*)$", title)):
        where, title = inside["place"], title[: inside.start()]
    more = ", ".join(part for part in rest if part != where)
    return title, _LEADS.sub("", where), more
