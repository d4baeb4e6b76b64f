"""Reading a calendar day that a person wrote: numbers and nine languages, by a small grammar."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.days_names import BARE_WEEKDAYS, LONE, MONTHS, NAMED, NEXT, NEXT_AFTER, NUMBERED, ON, THIS, WEEKDAYS

_SPANS = {
    "day": "day days dia dias giorno giorni",
    "week": "week weeks semana semanas settimana settimane",
    "month": "month months mes meses mese mesi",
}
_UNITS = {word: unit for unit, words in _SPANS.items() for word in words.split()}
_FEW = {"a": 1, "an": 1, "one": 1, "un": 1, "una": 1, "two": 2, "dos": 2, "due": 2, "three": 3, "tres": 3, "tre": 3}


@dataclass(frozen=True)
class Reading:
    """A day as it stands at `start:end` of a text.

    Args:
        words: as the person wrote it.
        day: None when no calendar has it.
        near: the days that an impossible one may mean.
        either: each of `near` is what the words say, such as "next Friday" on a Friday.
    """

    start: int
    end: int
    words: str
    day: date | None
    near: tuple[date, ...] = ()
    either: bool = False


@dataclass(frozen=True)
class _Day:
    """What one form of writing amounts to, before it has a place in a text."""

    day: date | None
    near: tuple[date, ...] = ()
    either: bool = False

    def at(self, start: int, end: int, words: str) -> Reading:
        return Reading(start, end, words, self.day, self.near, self.either)


def fold(text: str) -> str:
    """Small letters without accents, of the same length: a position here is a position there."""
    return "".join((unicodedata.normalize("NFKD", char)[0].lower() or char)[0] for char in text)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _calendar(day: int, month: int, year: int) -> _Day:
    if not 1 <= month <= 12:
        return _Day(None)
    last = calendar.monthrange(year, month)[1]
    if 1 <= day <= last:
        return _Day(date(year, month, day))
    edge = date(year, month, last) if day else date(year, month, 1) - timedelta(days=1)
    return _Day(None, (edge, edge + timedelta(days=1)))


def _coming(day: int, month: int, today: date) -> int:
    """The year of the next such day, today included."""
    return today.year if (month, day) >= (today.month, today.day) else today.year + 1


def _dated(found: re.Match[str], today: date) -> _Day:
    day = int(found["day"]) if found["day"].isdecimal() else 1
    written, year = found["month"], found["year"]
    month = MONTHS[written] if written in MONTHS else int(written)
    if month > 12 >= day and written not in MONTHS:
        day, month = month, day
    if year is None:
        return _calendar(day, month, _coming(day, month, today))
    return _calendar(day, month, int(year) + (2000 if len(year) == 2 else 0))


def _month_end(month: int, year: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _month(found: re.Match[str], today: date) -> _Day:
    month = MONTHS[found["month"]]
    return _Day(_month_end(month, int(found["year"] or _coming(31, month, today))))


def _this_month(found: re.Match[str], today: date) -> _Day:
    ahead = bool(found.groupdict().get("next"))
    month = today.month % 12 + 1 if ahead else today.month
    return _Day(_month_end(month, today.year + (ahead and today.month == 12)))


def _this_week(found: re.Match[str], today: date) -> _Day:
    sunday = today + timedelta(days=6 - today.weekday())
    return _Day(sunday + timedelta(days=7 if found["next"] or found["coming"] else 0))


def _weekday(found: re.Match[str], today: date) -> _Day:
    """The coming one; "this" may be today, and "next" said on that very day may be today or a week ahead."""
    ahead = ((WEEKDAYS | BARE_WEEKDAYS)[found["weekday"]] - today.weekday()) % 7
    if found["this"]:
        return _Day(today + timedelta(days=ahead))
    if not ahead and (found["next"] or found["after"]):
        return _Day(None, (today, today + timedelta(days=7)), either=True)
    return _Day(today + timedelta(days=ahead or 7))


def _named(found: re.Match[str], today: date) -> _Day:
    return _Day(today + timedelta(days=NAMED[found["named"]]))


def _ahead(found: re.Match[str], today: date) -> _Day:
    count = _FEW[found["count"]] if found["count"] in _FEW else int(found["count"])
    unit = _UNITS[found["unit"]]
    if unit != "month":
        return _Day(today + timedelta(days=count * (7 if unit == "week" else 1)))
    years, month = divmod(today.month - 1 + count, 12)
    last = calendar.monthrange(today.year + years, month + 1)[1]
    return _Day(date(today.year + years, month + 1, min(today.day, last)))


_D = rf"(?:{ON} )?(?:(?:{_any(WEEKDAYS)}),? )?(?P<day>\d{{1,2}}|primero|primo)(?:st|nd|rd|th|o|°|er)?"
_M = rf"(?P<month>{_any(MONTHS.keys() - NUMBERED)}|(?:(?<=\. )|(?<=de ))(?:{_any(NUMBERED)}))"
_L = rf"(?P<month>{_any(LONE)})"
_Y = r"(?P<year>(?:19|20|21)\d\d)"
_END = r"(?:(?:the )?end (?:of )?|(?:a )?fin(?:es|ales)? de |(?:la )?fine (?:di )?)?"
_WEEKDAY = rf"(?:{NEXT} |{THIS} )?(?P<weekday>{{}})(?:{NEXT_AFTER})?"
_WHICH = rf"(?:{NEXT}|this|esta|questa|the|la)"
_FORMS: tuple[tuple[str, Callable[[re.Match[str], date], _Day]], ...] = (
    (rf"{_Y}-(?P<month>\d\d)-(?P<day>\d\d)", _dated),
    (r"(?P<day>\d{1,2})(?P<sep>[./-])(?P<month>\d{1,2})(?:(?P=sep)(?P<year>(?:19|20|21)?\d\d))?", _dated),
    (rf"{_D}[\s.-]+(?:of |de |d['’])?{_M}\b\.?(?:,?\s+(?:de |del )?{_Y})?", _dated),
    (rf"{_M}\.?\s+(?:the )?{_D}(?:,?\s+{_Y})?", _dated),
    (rf"{_END}{_L}(?:\s+(?:de |del )?{_Y})?", _month),
    (
        r"(?:(?:the )?end of (?:the |this )?month|fin(?:es|ales)? de(?:l| este)? mes|fine (?:del )?mese)",
        _this_month,
    ),
    (rf"(?:(?:the )?end of )?(?:{ON} )?{NEXT} (?:month|mes|mese)", _this_month),
    (
        rf"(?:the end of )?(?:{ON} )?{_WHICH} (?:week|semana|settimana)(?P<coming> que viene)?",
        _this_week,
    ),
    (rf"(?:{ON} )?{_WEEKDAY.format(_any(WEEKDAYS))}", _weekday),
    (rf"(?P<named>{_any(NAMED)})", _named),
    (rf"(?P<count>\d{{1,3}}|{_any(_FEW)})\s+(?P<unit>{_any(_UNITS)})", _ahead),
)
FORMS = tuple((re.compile(rf"(?:{form})(?!\w)"), read) for form, read in _FORMS)
_BARE = re.compile(rf"(?:(?:na|a) )?{_WEEKDAY.format(_any(BARE_WEEKDAYS))}")
_LEAD = re.compile(
    r"\b(?:by|until|till|before|due|deadline|no later than|within|in|hasta|antes|para|a mas tardar|dentro|en|entro"
    r"|fino|prima|per|tra|fra|avant|jusqu.au|pour|ate|fins|abans|μεχρι|εως|πριν|prije|pred|do(?=\s+\d))[\s:]+"
    r"(?:(?:the|on|el|la|il|lo|le|les|del|al|de|di|dia|o|a|na|τ[ηο]ν?|τις)\b\s+)*"
)
_WITHIN = frozenset({"within", "entro"})
_IN = frozenset({"in", "en", "dentro", "tra", "fra"})
"""Only `_WITHIN` and `_IN` make "two weeks" a day: after "for" or "para" it is how long something takes. And `_IN`
makes nothing else one: "an office move in June" is no last day."""
_STRONG = re.compile(
    r"\b(?:by|until|till|before|hasta|antes del?|entro|fino al?|avant le|jusqu.au|ate|fins al?|μεχρι|εως)\s+"
)


def _read_at(folded: str, position: int, today: date, lead: str = "within") -> tuple[int, _Day] | None:
    """The day that begins at that position, after a word that introduces it, and where it ends."""
    for form, read in FORMS:
        fits = lead in _IN or lead in _WITHIN if read is _ahead else lead not in _IN
        if fits and (found := form.match(folded, position)):
            return found.end(), read(found, today)
    return None


def _alone_at(folded: str, position: int, today: date) -> tuple[int, _Day] | None:
    """The same, where nothing else stands in the text."""
    if found := _BARE.fullmatch(folded, position):
        return found.end(), _weekday(found, today)
    return _read_at(folded, position, today)


def whole(text: str, today: date) -> Reading | None:
    """The day that the whole text says, with or without a word such as "by" before it."""
    text = unicodedata.normalize("NFC", text).strip(" .,;")
    folded = fold(text)
    lead = _LEAD.match(folded)
    for start in {0, lead.end() if lead else 0}:
        if (found := _alone_at(folded, start, today)) and found[0] == len(folded):
            return found[1].at(0, len(text), text[start:])
    return None


def find(text: str, today: date) -> Reading | None:
    """The first day in a text that a word such as "by" or "hasta" introduces."""
    folded = fold(text)
    for lead in _LEAD.finditer(folded):
        if found := _read_at(folded, lead.end(), today, re.split(r"\W", lead[0])[0]):
            end, day = found
            return day.at(lead.start(), end, text[lead.end() : end])
    return None


def unread(text: str) -> Reading | None:
    """Words with a number that "until" introduces and the grammar cannot read, such as another language's day."""
    for lead in _STRONG.finditer(fold(text)):
        rest = re.split(r"[,;]", text[lead.end() :])[0][:40]
        if re.search(r"\d", rest):
            return Reading(lead.start(), lead.end() + len(rest), rest.strip(), None)
    return None
