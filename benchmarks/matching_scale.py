"""How long a week's matching takes and how much memory: a thousand, ten and a hundred thousand people; sharing out.

Each figure's work is done in a process of its own: what was read for the first time in one comes to the next as a
file, so that neither the memory nor the warmth of one counts for the other.
"""

import pickle
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks import community
from benchmarks.figures import Figure
from matching import auction, crowd, engine, week
from matching.assign import prepared
from matching.comparing import asked_by
from matching.encoder import PLAIN, Tier
from matching.index import Index
from matching.lexicon_reading import shipped
from matching.model import Person, Request
from matching.reading import Known, Reader

CANDIDATES = 50
WANTED = 3
NEEDS_OF_MANY = 10_000
"""How many needs a week of very many people has."""


@dataclass
class Spent:
    """Seconds and work of the stages of a run, by name."""

    seconds: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        began, used = perf_counter(), process_time()
        yield
        self.seconds[name] = (perf_counter() - began, process_time() - used)

    def watch(self, module: Any, name: str, title: str) -> None:
        """Measure a function of a module from now on."""
        inner: Callable[..., Any] = getattr(module, name)

        def measured(*given: Any, **named: Any) -> Any:
            with self.on(title):
                found = inner(*given, **named)
                return list(found) if isinstance(found, Iterator) else found

        setattr(module, name, measured)

    def figures(self, name: str) -> list[Figure]:
        return [
            Figure.of(f"{name}: {title}", "s", [seconds], f"{used:.2f} CPU s")
            for title, (seconds, used) in self.seconds.items()
        ]


def run(*, quick: bool) -> list[Figure]:
    """The figures."""
    sizes = (300, 1000) if quick else (1000, 10_000)
    found = [figure for model in (False, True) for size in sizes for figure in _weeks(size, model)]
    found += _alone(sharing, 10_000 if quick else 100_000)
    return found + _alone(many, 1000 if quick else 100_000, 100 if quick else NEEDS_OF_MANY)


def _weeks(size: int, model: bool) -> list[Figure]:
    with TemporaryDirectory() as folder:
        kept = Path(folder) / "known"
        return [*_alone(first, size, model, kept), *_alone(again, size, model, kept)]


def _alone(work: Callable[..., list[Figure]], *given: object) -> list[Figure]:
    with get_context("spawn").Pool(1) as pool:
        return list(pool.apply(work, given))


def first(size: int, model: bool, kept: Path) -> list[Figure]:
    """As many needs as people, read for the first time."""
    people, needs, tier, name = _village(size, size, model)
    spent = Spent()
    with spent.on("read for the first time"):
        index = Index(people, tier)
        asked_by(needs, index)
    known = index.reader.known
    kept.write_bytes(pickle.dumps((known.stamp, list(known.places), known.take(list(known.places)))))
    return [*spent.figures(name), Figure.of(f"{name}: memory at most, reading", "MB", [_memory()])]


def again(size: int, model: bool, kept: Path) -> list[Figure]:
    """The same week with everything known, stage by stage."""
    people, needs, tier, name = _village(size, size, model)
    stamp, keys, texts = pickle.loads(kept.read_bytes())  # noqa: S301 – our own, written a moment ago
    known = Known(stamp)
    known.add(keys, texts)
    del keys, texts
    spent = Spent()
    spent.watch(week, "candidates", "candidates")
    spent.watch(auction, "shared", "sharing out")
    spent.watch(engine, "told", "reasons")
    spent.watch(engine, "report", "report")
    with spent.on("the week, everything known"):
        with spent.on("index"):
            index = Index(people, tier, known=known)
        report = engine.match(needs, index).report
    note = f"{report.served / size:.1%} served, gap {report.gap:.2%}"
    return [*spent.figures(name), Figure.of(f"{name}: memory at most", "MB", [_memory()], note)]


def many(size: int, asking: int) -> list[Figure]:
    """Very many people, a part of them read at a time; nothing is known before."""
    people, needs, tier, name = _village(size, asking, model=False)
    before, spent = _memory(), Spent()
    with spent.on("the week, read part by part"):
        report = crowd.match(needs, people, tier=tier).report
    note = f"{before:.0f} MB of it people and needs; {report.served / asking:.1%} served, gap {report.gap:.2%}"
    return [*spent.figures(name), Figure.of(f"{name}: memory at most", "MB", [_memory()], note)]


def _village(size: int, asking: int, model: bool) -> tuple[list[Person], list[Request], Tier, str]:
    tier = Tier("stand-in", community.StandIn()) if model else PLAIN
    name = f"{size:,} people × {asking:,} needs, {'a model' if model else 'plain'}"
    Reader(tier, shipped())  # a bot that runs has its lexicon
    return community.people(size), community.needs(asking, size), tier, name


def sharing(size: int) -> list[Figure]:
    """Needs with fifty candidates each, some people wanted by very many; a member takes one to three."""
    chance = np.random.default_rng(1)
    liked = np.cumsum((chance.permutation(size) + 10.0) ** -0.7)
    people = np.searchsorted(liked / liked[-1], chance.random((size, CANDIDATES))).astype(np.int32)
    people.sort(axis=1)
    worth = (1 / (1 + np.exp(-chance.normal(-0.5, 1.2, people.shape)))).astype(np.float32)
    worth[:, 1:][people[:, 1:] == people[:, :-1]] = 0  # nobody stands twice beside one need
    board = prepared(people, worth, np.full(size, WANTED), chance.integers(1, 4, size))
    began, used = perf_counter(), process_time()
    found = auction.shared(board)
    spent, used = perf_counter() - began, process_time() - used
    note = f"gap {1 - found.value / found.bound:.3%}, {found.held.any(axis=1).mean():.1%} served"
    name = f"sharing out {size:,} needs × {CANDIDATES}"
    return [
        Figure.of(name, "s", [spent], note),
        Figure.of(f"{name}: the same, work of both cores", "CPU s", [used]),
        Figure.of(f"{name}: memory at most", "MB", [_memory()]),
    ]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
