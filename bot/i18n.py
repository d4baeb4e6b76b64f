"""The reader's language: catalogues read from `.po` files at start, plural forms, values escaped."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from gettext import c2py
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot.markup import escape

LANGUAGES = {
    "en": "English",
    "es": "Español",
    "ca": "Català",
    "fr": "Français",
    "it": "Italiano",
    "pt": "Português",
    "el": "Ελληνικά",
    "hr": "Hrvatski",
    "sl": "Slovenščina",
}
"""The languages a member may choose, in their own names; where a catalogue lacks a sentence it is said in English."""

Sentences = Mapping[str, str | tuple[str, ...]]
"""What each English sentence, or the first of its plural forms, is in one language."""

FOLDER = Path(__file__).resolve().parent.parent / "locales"


class Translator:
    """`t("…{name}…", name=…)` in one language; values become inert text."""

    def __init__(self, language: str, sentences: Sentences | None) -> None:
        self.language = language
        self._sentences = sentences or {}

    @cached_property
    def locale(self) -> Locale:
        """For dates and numbers."""
        return Locale(self.language)

    def __call__(self, text: str, /, **values: Any) -> str:
        return _filled(self._found(text), values)

    def n(self, one: str, many: str, count: int, /, **values: Any) -> str:
        """The form for `count`, which also stands in `{n}`."""
        return _filled(self._plural(one, many, count), {"n": count, **values})

    def _found(self, text: str) -> str:
        found = self._sentences.get(text)
        return found if isinstance(found, str) and found else text

    def _plural(self, one: str, many: str, count: int) -> str:
        forms = self._sentences.get(one)
        if not isinstance(forms, tuple) or not all(forms):
            return one if count == 1 else many
        return str(forms[int(_plurals(self.language)(count))])


@cache
def _plurals(language: str) -> Callable[[int], int]:
    """Which form a count takes, by the gettext expression of the language."""
    return c2py(get_plural(language).plural_expr)


def _filled(text: str, values: Mapping[str, Any]) -> str:
    if not values:
        return text
    return text.format_map(
        {name: value if isinstance(value, Markup) else escape(value) for name, value in values.items()}
    )


class Markup(str):
    """Text that is already in our markup, such as another translated sentence; `t` does not escape it again."""

    __slots__ = ()


class Catalogues:
    """All languages that the project has; the machinery knows nine."""

    def __init__(self, folder: Path = FOLDER) -> None:
        read = {code: _read(folder / f"{code}.po", code) for code in LANGUAGES}
        english = Translator("en", read["en"])
        # Without sentences, dates and names of the language would stand inside English ones.
        self._translators = {
            code: Translator(code, found) if found is not None else english for code, found in read.items()
        }

    def __getitem__(self, language: str) -> Translator:
        """The translator for a language tag such as `es-ES`; unknown ones read English."""
        return self._translators.get(language.replace("_", "-").split("-")[0].lower(), self._translators["en"])

    @property
    def codes(self) -> tuple[str, ...]:
        """Every language that a member may choose."""
        return tuple(self._translators)

    def has(self, language: str) -> bool:
        """Whether a catalogue of that language stands in the project (English is the source)."""
        return self[language].language == language


def _read(path: Path, code: str) -> Sentences | None:
    """Only the sentences are kept: with their comments and places they take three times the memory."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        read = read_po(file, locale=code)
    return {_first(entry.id): _kept(entry.string) for entry in read if entry.id}


def _first(sentence: Any) -> str:
    """The sentence, or of one with plural forms the first."""
    return str(sentence if isinstance(sentence, str) else sentence[0])


def _kept(translated: Any) -> str | tuple[str, ...]:
    return translated if isinstance(translated, str) else tuple(translated)
