"""How long a week's matching takes and how much memory: at a thousand and ten thousand people, and the sharing out."""

import resource
import sys
from multiprocessing import get_context
from time import perf_counter, process_time

import numpy as np

from benchmarks import community
from benchmarks.figures import Figure
from matching import auction, engine
from matching.assign import prepared
from matching.encoder import PLAIN, Tier
from matching.index import Index

CANDIDATES = 50
WANTED = 3


def run(*, quick: bool) -> list[Figure]:
    """The figures. Each size in a process of its own, so that memory is its own too."""
    sizes = (300, 1000) if quick else (1000, 10_000)
    found = [figure for model in (False, True) for size in sizes for figure in _alone(week, size, model)]
    return found + _alone(sharing, 10_000 if quick else 100_000, False)


def _alone(work: object, size: int, model: bool) -> list[Figure]:
    with get_context("spawn").Pool(1) as pool:
        return list(pool.apply(_called, (getattr(work, "__name__", ""), size, model)))


def _called(name: str, size: int, model: bool) -> list[Figure]:
    return {"week": week, "sharing": sharing}[name](size, model)


def week(size: int, model: bool) -> list[Figure]:
    """As many needs as people: read for the first time, and again with everything known."""
    tier = Tier("stand-in", community.StandIn()) if model else PLAIN
    people, needs = community.people(size), community.needs(size, size)
    began = perf_counter()
    index = Index(people, tier)
    index.ask([need.text for need in needs])
    read = perf_counter() - began
    engine.match(needs, index)
    began, used = perf_counter(), process_time()
    report = engine.match(needs, Index(people, tier, known=index.reader.known)).report
    spent, used = perf_counter() - began, process_time() - used
    name = f"{size:,} people × {size:,} needs, {'a model' if model else 'plain'}"
    note = f"{report.served / size:.1%} served, gap {report.gap:.2%}"
    return [
        Figure.of(f"{name}: read for the first time", "s", [read]),
        Figure.of(f"{name}: the week, everything known", "s", [spent], note),
        Figure.of(f"{name}: the same, work of both cores", "CPU s", [used]),
        Figure.of(f"{name}: memory at most", "MB", [_memory()]),
    ]


def sharing(size: int, model: bool) -> list[Figure]:
    """Needs with fifty candidates each, some people wanted by very many; a member takes one to three."""
    del model
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
