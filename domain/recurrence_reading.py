"""Reading how often something happens, as people write it: "every Friday", "cada dos semanas", "ogni primo lunedì"."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from domain import days
from domain.days import fold
from domain.recurrence import Rule, Unit, checked

_WEEKDAYS = """
monday mondays lunes lunedi dilluns lundi lundis segunda segundas δευτερα ponedjeljak ponedeljek
tuesday tuesdays martes martedi dimarts mardi mardis terca tercas τριτη utorak torek
wednesday wednesdays miercoles mercoledi dimecres mercredi mercredis quarta quartas τεταρτη srijeda srijedu sreda sredo
thursday thursdays jueves giovedi dijous jeudi jeudis quinta quintas πεμπτη cetvrtak cetrtek
friday fridays viernes venerdi divendres vendredi vendredis sexta sextas παρασκευη petak petek
saturday saturdays sabado sabados sabato sabati dissabte samedi samedis σαββατο subota subotu sobota soboto
sunday sundays domingo domingos domenica domeniche diumenge dimanche dimanches κυριακη nedjelja nedjelju nedelja nedeljo
"""
"""A line a day, in all languages that may be chosen."""
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS.strip().splitlines()) for name in names.split()}
_NTH = {
    1: "first 1st primer primero primo prima primera premier premiere primeiro primeira πρωτη πρωτο prvi prvu prvo",
    2: "second 2nd segundo seconda secondo segunda segon segona deuxieme δευτερη δευτερο drugi drugu drugo",
    3: "third 3rd tercer tercero terzo terza tercera troisieme terceiro terceira τριτο treci trecu tretji tretjo",
    4: "fourth 4th cuarto quarto quarta quart quatrieme τεταρτο cetvrti cetvrtu cetrti cetrto",
    -1: "last ultimo ultim ultima dernier derniere τελευταια τελευταιο zadnji zadnju zadnjo posljednji posljednju",
}
NTH = {word: nth for nth, words in _NTH.items() for word in words.split()}
_FEW = {
    "two": 2, "dos": 2, "due": 2, "dues": 2, "deux": 2, "duas": 2, "δυο": 2, "dva": 2, "dvije": 2, "dve": 2,
    "three": 3, "tres": 3, "tre": 3, "trois": 3, "τρεις": 3, "tri": 3, "four": 4, "cuatro": 4, "quattro": 4,
    "quatre": 4, "quatro": 4, "τεσσερις": 4, "cetiri": 4, "stiri": 4,
}  # fmt: skip
_WEEK = "weeks?|semanas?|settiman[ae]|setman(?:a|es)|semaines?|εβδομαδ(?:α|ες)|tjed(?:an|na)|ted(?:en|na|ne)"
_MONTH = "months?|mes(?:es|os)?|mes[ei]|mois|μηνα?ς?|μηνες|mjesec[aiu]?|mesec[aeiu]?"
_EVERY = (
    r"(?:every|each|cada|tod[oa]s (?:os|as|los|las)|toda|todo|ogni|tutt[ie] (?:i|gli|le)|tots els|totes les|chaque"
    r"|tou(?:s les|tes les)|καθε|svak[iaue]|svak[ei]|vsak[oie]?)"
)
_OTHER = r"(?P<other>(?:other|second|2nd|seconda|secondo) )?"
_OF = r"(?: (?:of|de|del|di|du|do|του|u|v))?(?: (?:the|l'|cada|ogni|every|each|chaque|καθε|svakom|vsakem|vsak))?"


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DAY = rf"(?P<day>{_any(WEEKDAYS)})(?:-feira)?"
_ON = rf"(?:,? (?:(?:on|el|los|il|di|la|le|els|a|as|la|u|ob) )?{_DAY})?"
_COUNT = rf"(?P<count>\d{{1,2}}|{_any(_FEW)})"
_ART = r"(?:(?:the|el|la|il|le|l'|o|a|la) ?)?"
_FORMS = (
    rf"(?:{_EVERY} )?{_ART}(?:monthly on (?:the )?)?(?P<nth>{_any(NTH)}) {_DAY}{_OF} (?P<month>{_MONTH})",
    rf"{_EVERY} {_COUNT} (?:(?P<weeks>{_WEEK})|(?P<month>{_MONTH})){_ON}",
    rf"{_EVERY} {_COUNT} {_DAY}",
    rf"{_EVERY} {_OTHER}{_DAY}",
    rf"{_EVERY} (?P<nth>{_any(NTH)}) {_DAY}",
    rf"{_EVERY} {_OTHER}(?:(?P<weeks>{_WEEK})|(?P<month>{_MONTH})){_ON}",
    (
        rf"(?:(?P<weeks>weekly|semanalmente|settimanalmente|ogni settimana|setmanalment|fortnightly|quincenalmente)"
        rf"|(?P<month>monthly|mensualmente|mensilmente)){_ON}"
    ),
    r"(?:on )?(?P<day>mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)",
)
FORMS = tuple(re.compile(rf"(?<!\w)(?:{form})(?!\w)") for form in _FORMS)
_TIMES = re.compile(r"[\s,;·-]*(?:for )?(\d{1,3}) (?:times|veces|volte|fois|vezes|vegades|φορες|puta|krat)(?!\w)")
_LATER = re.compile(r"(?<!\w)(?:until|till|hasta|fino|fins|ate|jusqu|for \d|\d{1,3} (?:times|veces|volte))")
_UNTIL = re.compile(r"[\s,;·-]*(?:until|till|hasta|fino|fins|ate|jusqu)")
_TWO_WEEKS = frozenset({"fortnightly", "quincenalmente"})


@dataclass(frozen=True)
class Pattern:
    """How often, before it is known when the first one is; `weekday` None: that of the first."""

    unit: Unit
    step: int = 1
    nth: int = 0
    weekday: int | None = None
    until: date | None = None
    count: int | None = None

    def rule(self, first: datetime, zone: str) -> Rule:
        """The rule from that wall time on; its first occurrence is on the next day that fits.

        Raises:
            Refused: it never happens.
        """
        if self.weekday is not None:
            ahead = (self.weekday - first.weekday()) % 7
            first = datetime.combine(date.fromordinal(first.toordinal() + ahead), first.time())
        return checked(Rule(first, zone, self.unit, self.step, self.nth, self.until, self.count))


@dataclass(frozen=True)
class Reading:
    """A pattern as it stands at `start:end` of a text; `tail` is where its end stands, if that is elsewhere."""

    start: int
    end: int
    words: str
    pattern: Pattern
    tail: tuple[int, int] = (0, 0)

    def without(self, text: str) -> str:
        """What else the text says."""
        rest = f"{text[: self.start]} {text[self.end :]}"
        first, last = self.tail
        return f"{text[: self.start]} {text[self.end : first]} {text[last:]}" if last else rest


def find(text: str, today: date) -> Reading | None:
    """The first pattern in a text, with its end ("until June", "10 times") where that follows."""
    text = unicodedata.normalize("NFC", text)
    folded = fold(text).replace("\u2019", "'")
    found = [match for form in FORMS if (match := form.search(folded))]
    if not found:
        return None
    best = min(found, key=lambda match: (match.start(), -match.end()))
    end, until, count = _ending(text, folded, best.end(), today)
    tail = (0, 0)
    for later in _LATER.finditer(folded, end) if until is None and count is None else ():
        last, until, count = _ending(text, folded, later.start(), today)
        if until or count:
            tail = (later.start(), last)
            break
    return Reading(best.start(), end, text[best.start() : end], _pattern(best, until, count), tail)


def whole(text: str, today: date) -> Pattern | None:
    """The pattern that the whole text is."""
    found = find(text.strip(" .,;"), today)
    return found.pattern if found and not found.start and found.end == len(text.strip(" .,;")) else None


def _ending(text: str, folded: str, end: int, today: date) -> tuple[int, date | None, int | None]:
    if counted := _TIMES.match(folded, end):
        return counted.end(), None, int(counted[1])
    if (lead := _UNTIL.match(folded, end)) and (reading := days.find(text[end:], today)):
        begins = lead.end() - end
        if reading.day and reading.start <= begins <= reading.end:
            return end + reading.end, reading.day, None
    return end, None, None


def _pattern(found: re.Match[str], until: date | None, count: int | None) -> Pattern:
    parts = {name: value for name, value in found.groupdict().items() if value}
    weekday = WEEKDAYS[parts["day"]] if "day" in parts else None
    nth = NTH[parts["nth"]] if "nth" in parts else 0
    unit = Unit.MONTH if "month" in parts or nth else Unit.WEEK
    step = 2 if "other" in parts or parts.get("weeks") in _TWO_WEEKS else 1
    if "count" in parts:
        step = _FEW.get(parts["count"]) or int(parts["count"])
    return Pattern(unit, step, nth, weekday, until, count)
