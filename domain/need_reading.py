"""Understanding what a person types after `need` or `offer`, in English, Spanish and Italian."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from domain import days
from domain.days import Reading, fold
from domain.days_names import MONTHS, WEEKDAYS
from domain.needs import Gives, Kind

TAGS = 8

_KINDS = {
    Kind.PARTNER: "partner partners co-founder cofounder socio socia socios cofundador cofundadora cofondatore"
    " cofondatrice compagno",
    Kind.SUPPLIER: "supplier suppliers manufacturer proveedor proveedora proveedores fabricante fornitore fornitori"
    " produttore",
    Kind.MENTOR: "mentor mentora mentors mentore mentoring tutor coach",
    Kind.FUNDING: "funding investor investors investment financiacion inversor inversora inversores finanziamento"
    " finanziamenti investitore investitori",
    Kind.SPACE: "desk desks coworking mesa escritorio scrivania postazione",
}
KINDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_GIVES = {
    Gives.PAID: r"paid|pago|pagad[oa]|remunerad[oa]|pagat[oa]|retribuit[oa]|a pago|budget.*|presupuesto.*"
    r"|(?:[€$£] ?\d[\d.,]*|\d[\d.,]* ?(?:€|eur|euros?|[$£])).*",
    Gives.SWAP: r"swap|exchange|barter|intercambio|trueque|scambio|baratto",
    Gives.GIFT: r"(?:a )?gift|volunteer(?:ing)?|(?:for )?free|pro bono|unpaid|regalo|gratis|voluntari[oa]"
    r"|volontari[oa]|volontariato|gratuit[oa]|dono",
    Gives.EQUITY: r"equity|shares|participacion(?:es)?|acciones|quote|partecipazione",
    Gives.LEARNING: r"learning|to learn|internship|practicas|aprendizaje|aprender|apprendimento|imparare|tirocinio",
}
_FOR = r"(?:for |against |in exchange for |as (?:a |an )?|a cambio de |por |in cambio di |per |en )?"
GIVES = tuple((re.compile(_FOR + rf"(?:{words})"), gives) for gives, words in _GIVES.items())

_UNITS = {
    "min": "min mins minute minutes minuto minutos minuti",
    "h": "h hr hrs hour hours hora horas ora ore",
    "d": "day days dia dias giorno giorni jornada jornadas giornata giornate",
    "w": "week weeks semana semanas settimana settimane",
    "mo": "month months mes meses mese mesi",
}
UNITS = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SHORT = "|".join(sorted((word for word, unit in UNITS.items() if unit in {"min", "h"}), key=len, reverse=True))
_LONG = "|".join(sorted(UNITS, key=len, reverse=True))
_ABOUT = r"(?:about |around |approx\.? |some |~ ?|ca\.? |unas |unos |circa )?"
_COUNT = r"(?P<count>\d{1,3}(?:[.,]\d)?(?:\s?[-–]\s?\d{1,3})?)"
_RATE = r"(?P<rate>\s?(?:/|per|a|por|alla|a la|each)\s?(?:week|semana|settimana)\b)?"
_HALF = r"(?P<half>half a day|half day|medio dia|mezza giornata)"
_OPENING = re.compile(rf"{_ABOUT}{_COUNT}\s?(?P<unit>{_SHORT}|days|dias|giorni|weeks|semanas|settimane)\b{_RATE}"
                      r"(?: (?:of|de|di)\b)?")  # fmt: skip
_ALONE = re.compile(rf"(?:for |durante |por |per )?{_ABOUT}(?:{_COUNT}\s?(?P<unit>{_LONG})\b{_RATE}|{_HALF})")
_CLOSING = re.compile(
    rf"\s(?:(?:for|durante|por|per)\s)?{_ABOUT}{_COUNT}\s?(?P<unit>{_LONG}){_RATE}(?=$|\s(?:para|for|per)\s)"
)

_REMOTE = (
    "remote|remotely|remoto|remota|en remoto|da remoto|a distancia|online|en linea|anywhere|a distanza|a distance"
    "|en remot|εξ αποστασεως|na daljinu|na daljavo|en ligne"
)
REMOTE = re.compile(rf"(?:{_REMOTE})(?: only| solo| ok| is fine)?")
_REMOTE_INSIDE = re.compile(rf"\b(?:{_REMOTE})\b")
ON_SITE = re.compile(r"on[ -]site|in person|presencial|in presenza|di persona")
_OR = re.compile(r"\s+(?:or|o|ou|and|y|e)\s+|\s*/\s*|\s*,\s*")
_NEAR = r"(?:in|en|near|around|cerca de|vicino a|a|at|από)"
_INSIDE = re.compile(r"\b(?:in|en|near|cerca de|vicino a)\s+(?P<place>\S+(?:\s+\S+){0,2})$")
_PARTICLES = {"de", "del", "la", "las", "el", "los", "di", "do", "da", "sur", "am", "upon", "le", "les", "d'", "l'"}
_LANGUAGES = frozenset(
    "english spanish italian french german greek catalan portuguese ingles espanol italiano frances aleman griego "  # noqa: SIM905 – words read better in a line
    "valenciano portugues inglese spagnolo francese tedesco greco catalano portoghese castellano".split()
)


@dataclass(frozen=True)
class Understood:
    """What a line says, ready to be shown back.

    Args:
        text: the person's words without the parts that were understood as something else; empty when all were.
        remote: None when nothing was said about it.
        reading: the last day as it was written, if any was.
    """

    text: str
    kind: Kind = Kind.SKILL
    tags: tuple[str, ...] = ()
    place: str = ""
    remote: bool | None = None
    effort: str = ""
    gives: Gives | None = None
    reading: Reading | None = None


def read(text: str, today: date) -> Understood:
    """Understand a line; whatever is not understood stays in its text, so no input is an error."""
    whole = ", ".join(
        " ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines() if line.strip()
    )
    rest, tags = _untagged(whole)
    reading = days.find(rest, today)
    rest = rest[: reading.start] + rest[reading.end :] if reading else rest
    found = _Found(reading=reading)
    parts = [part for part in re.split(r"\s*[;,](?!\d)\s*", rest) if part.strip(" .!-–")]
    kept = [
        part.strip() for number, part in enumerate(parts) if not found.take(part.strip(" ."), today, first=not number)
    ]
    subject = found.opened(", ".join(kept)).strip(" ,;-–")
    return Understood(
        subject, _kind(subject), tags, found.place or _place_inside(subject), found.remote_in(subject), found.effort,
        found.gives, found.reading or days.unread(subject),
    )  # fmt: skip


class _Found:
    """What the parts of a line have said so far; the first word on a thing counts."""

    def __init__(self, reading: Reading | None) -> None:
        self.place, self.effort = "", ""
        self.remote: bool | None = None
        self.gives: Gives | None = None
        self.reading = reading

    def take(self, part: str, today: date, *, first: bool) -> bool:
        """Whether the part was understood whole and need not stand in the text."""
        folded = fold(part)
        if not self.effort and (alone := _ALONE.fullmatch(folded)):
            self.effort = _effort(alone)
            return True
        if self.gives is None and (gives := _gives(folded)):
            self.gives = gives
            return not any(char.isdecimal() for char in part)
        if not self.reading and (reading := days.whole(part, today)):
            self.reading = reading
            return True
        return not first and self._take_place(part)

    def _take_place(self, part: str) -> bool:
        place, remote = read_place(part)
        if (place and (self.place or not _is_place(place))) or (not place and remote is None):
            return False
        self.place, self.remote = place or self.place, remote
        return True

    def opened(self, text: str) -> str:
        """The text without the effort that it begins or ends with."""
        if self.effort:
            return text
        folded = fold(text)
        found = _OPENING.match(folded) or _CLOSING.search(folded)
        if not found:
            return text
        self.effort = _effort(found)
        return (text[: found.start()] + text[found.end() :]).strip()

    def remote_in(self, text: str) -> bool | None:
        """Whether it may be done from afar, as a part or any word of the text says."""
        if self.remote is None and _REMOTE_INSIDE.search(fold(text)):
            return True
        return self.remote


def _untagged(text: str) -> tuple[str, tuple[str, ...]]:
    tags = [tag.casefold() for tag in re.findall(r"(?<!\w)#(\w[\w-]{1,30})", text)]
    bare = re.sub(r"\s*(?<!\w)#\w[\w-]{1,30}", "", text)
    return bare, tuple(dict.fromkeys(tags))[:TAGS]


def _kind(text: str) -> Kind:
    """By one of the first words: later ones belong to what is described."""
    for word in re.findall(r"[\w-]+", fold(text))[:4]:
        if word in KINDS:
            return KINDS[word]
    return Kind.SKILL


def _gives(folded: str) -> Gives | None:
    return next((gives for words, gives in GIVES if words.fullmatch(folded)), None)


def read_gives(text: str) -> Gives | None:
    """What is given for it, from a few words."""
    return _gives(fold(text.strip(" .")))


def _effort(found: re.Match[str]) -> str:
    if found.groupdict().get("half"):
        return "0.5d"
    count = re.sub(r"\s", "", found["count"]).replace(",", ".").replace("–", "-")
    return f"{count}{UNITS[found['unit']]}{'/w' if found['rate'] else ''}"


def read_effort(text: str) -> str:
    """`3h`, `2d`, `2-3d`, `5h/w` where the words are understood; else the words themselves."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if re.fullmatch(r"\d{1,3}(?:\.\d)?(?:-\d{1,3})?(?:min|h|d|w|mo)(?:/w)?", text):
        return text
    alone = _ALONE.fullmatch(fold(text.strip(" .")))
    return _effort(alone) if alone else text


def read_place(text: str) -> tuple[str, bool | None]:
    """A place, and whether from afar will do: "Valencia or remote"; None where nothing was said of that."""
    remote: bool | None = None
    places = []
    for part in _OR.split(text.strip(" .")):
        if REMOTE.fullmatch(fold(part)):
            remote = True
        elif ON_SITE.fullmatch(fold(part)):
            remote = remote or False
        elif part:
            places.append(re.sub(rf"^{_NEAR}\s+(?=\S)", "", part, flags=re.IGNORECASE))
    return ", ".join(places), remote


def _is_place(text: str) -> bool:
    """A few words that begin with a capital, such as a town; neither a day, a language nor an abbreviation."""
    words = text.replace(",", "").split()
    named = [word for word in words if fold(word) not in _PARTICLES]
    if not named or len(words) > 4 or (text.isupper() and len(text) < 5):
        return False
    if any(fold(word) in _LANGUAGES or fold(word) in MONTHS or fold(word) in WEEKDAYS for word in words):
        return False
    return all(word[0].isupper() and not any(char.isdecimal() for char in word) for word in named)


def _place_inside(text: str) -> str:
    """A town after "in", at the end; the words stay in the text too, for it may be a tool and no town."""
    found = _INSIDE.search(fold(text))
    place = text[found.start("place") :].strip(" .") if found else ""
    return place if place and _is_place(place) else ""
