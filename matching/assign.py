"""Who is suggested for what when everybody's time is limited: the same for any order of what comes in, with a proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching import auction
from matching.arrays import Array, Ints, np
from matching.auction import Board, Worth

FIRST = 0.2
"""What a need's first suggestion is worth beyond the pair itself: better one for each than three for a few."""


@dataclass(frozen=True)
class Edge:
    """A possible suggestion and what it is worth."""

    request: str
    person: str
    score: float


@dataclass(frozen=True)
class Assignment:
    chosen: tuple[Edge, ...]
    value: float
    """Of all that was chosen, with what the first suggestion of a need is worth beyond its pair."""
    bound: float
    """No assignment at all can be worth more than this."""

    @property
    def gap(self) -> float:
        return max(0.0, 1 - self.value / self.bound) if self.bound > 0 else 0.0


def assign(
    edges: Sequence[Edge], wanted: Mapping[str, int], capacity: Mapping[str, int], first: float = FIRST
) -> Assignment:
    """Share people out among requests; of a pair named twice the better edge counts."""
    best: dict[tuple[str, str], float] = {}
    for edge in edges:
        pair = (edge.request, edge.person)
        best[pair] = max(edge.score, best.get(pair, edge.score))
    pairs = sorted(best)
    requests = sorted({request for request, _ in pairs})
    people = sorted({person for _, person in pairs})
    rows = np.searchsorted(requests, [request for request, _ in pairs]) if pairs else np.empty(0, np.int64)
    columns = np.searchsorted(people, [person for _, person in pairs]) if pairs else np.empty(0, np.int64)
    table, worth = tabled(rows, columns, np.array([best[pair] for pair in pairs]), len(requests))
    wants = np.array([wanted[request] for request in requests], np.int64)
    room = np.array([capacity[person] for person in people], np.int64)
    board = prepared(table, worth, wants, room, first)
    found = auction.shared(board)
    at, place = np.nonzero(found.held)
    chosen = [(requests[row], people[int(table[row, column])]) for row, column in zip(at, place, strict=True)]
    chosen.sort(key=lambda pair: (-best[pair], *pair))
    return Assignment(tuple(Edge(*pair, best[pair]) for pair in chosen), found.value, found.bound)


def tabled(rows: Ints, people: Ints, scores: Array, size: int) -> tuple[Array, Worth]:
    """Edges in the order of their rows as a table, each row's best first; a worth of 0 is an empty place."""
    order = np.lexsort((people, -scores, rows))
    rows, people, scores = rows[order], people[order], scores[order]
    counts = np.bincount(rows, minlength=size)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    width = max(1, int(counts.max(initial=1)))
    table, worth = np.zeros((size, width), np.int32), np.zeros((size, width), np.float32)
    table[rows, place], worth[rows, place] = people, scores
    return table, worth


def prepared(table: Array, worth: Worth, wanted: Ints, room: Ints, first: float = FIRST) -> Board:
    """A board on which nobody has more room than there are candidates who could use it."""
    room = np.maximum(room, 0)
    wanted = np.maximum(wanted, 0)
    worth = np.where((room[table] > 0) & (wanted[:, None] > 0), worth, np.float32(0)) if len(room) else worth
    asking = np.bincount(table[worth > 0], minlength=len(room))
    return Board(table, worth, np.minimum(wanted, table.shape[1]), np.minimum(room, asking), first)
