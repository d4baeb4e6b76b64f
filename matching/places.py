"""Cities around the Mediterranean by any of their names, and how far apart two of them are."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from rapidfuzz import fuzz, process

from matching import text
from matching.arrays import Bools, Doubles, np
from matching.model import Coordinates

_FILE = Path(__file__).parent / "data" / "cities.toml"
EARTH_KM = 6371.0
_NEAR_KM = 60.0
_CLOSE = 82
"""Per cent alike: one slip in a name of seven letters."""


@cache
def _cities() -> Mapping[str, tuple[str, Coordinates]]:
    with _FILE.open("rb") as file:
        table = tomllib.load(file)["cities"]
    found: dict[str, tuple[str, Coordinates]] = {}
    for name, (latitude, longitude, *others) in table.items():
        for spelling in (name, *others):
            found[key(spelling)] = (name, (latitude, longitude))
    return found


def key(name: str) -> str:
    """A place's name without capitals, accents or signs."""
    return " ".join(text.words(name))


def known(name: str) -> str:
    """The usual name of a city we know; what was written otherwise. "Valencia, Spain" is Valencia."""
    city = _look_up(name)
    return city[0] if city else name.strip()


def where(name: str, coordinates: Coordinates | None) -> Coordinates | None:
    if coordinates is not None:
        return coordinates
    city = _look_up(name)
    return city[1] if city else None


@lru_cache(maxsize=4096)
def _look_up(name: str) -> tuple[str, Coordinates] | None:
    for spelling in (name, name.split(",", maxsplit=1)[0], name.split("(", maxsplit=1)[0]):
        city = _cities().get(key(spelling))
        if city:
            return city
    return None


@lru_cache(maxsize=65_536)
def kilometres(one: Coordinates | None, other: Coordinates | None) -> float | None:
    """Along the globe; nothing where one of the two is not known."""
    if one is None or other is None:
        return None
    (north, east), (north2, east2) = ((radians(at[0]), radians(at[1])) for at in (one, other))
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def on_globe(points: Sequence[Coordinates | None]) -> tuple[Doubles, Bools]:
    """Many places as points on a globe of radius one, and which of them are known at all."""
    known = np.array([point is not None for point in points], bool)
    north, east = np.radians(np.array([point or (0.0, 0.0) for point in points], np.float64).reshape(-1, 2)).T
    return np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)), axis=1), known


def nearest(point: Coordinates) -> str:
    """The city nearest to a point, if one is within a day's errand."""
    name, away = min(
        ((name, kilometres(point, at) or 0.0) for name, at in _cities().values()), key=lambda found: found[1]
    )
    return name if away <= _NEAR_KM else ""


def resembling(written: str) -> str:
    """The city that a misspelt name probably means; empty when none comes close."""
    close = process.extractOne(key(written), _cities().keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return _cities()[close[0]][0] if close else ""
