"""Sharing out people's limited time by an auction: needs bid for people, prices rise, and the prices prove the result.

Every need still looking bids for its best people at once, as much as they are worth to it beyond the next best; a
person's time goes to the highest bids, and the lowest of them is the price from then on (Bertsekas' auction in Jacobi
form, 1988, with capacities on both sides; a pair is one edge, so it is never made twice). Prices only rise: the few
people a need keeps in sight stay its best until their worth falls below that of everybody it left aside.
"""

from dataclasses import dataclass, field

from matching.arrays import Bools, Floats, Ids, Ints, np

Worth = Floats

STEP = 0.012
"""The least by which a bid beats what it replaces, as a part of what a need's best is worth on average. The certified
gap is about a tenth of it.
"""
SMALL = 1_000_000
"""Edges; with fewer, steps are a fifth as long, because the result then costs nothing to be better."""
PATIENCE = 40
"""How often a need looks round, on average, before the least step doubles: among equals small steps take long."""
BUDGET = 400
"""How often before the rest is shared out by hand. The bound stays a proof."""
SIGHT = 12
BLOCK = 16_384
NOTHING = float("-inf")
LEAST = 1e-5
"""What leaves less is worth its price no more: a bid must rise by something that can be told apart."""


@dataclass(frozen=True)
class Board:
    """Who could be suggested for what: a row a need, a column a candidate; a worth of 0 or less is no candidate."""

    people: Ids
    worth: Worth
    wanted: Ints
    room: Ints
    """By person: never more than there are candidates who could use it."""
    first: float = 0.0
    """What a need's first suggestion is worth beyond the pair itself, so that few needs are left out."""


@dataclass(frozen=True)
class Outcome:
    held: Bools
    value: float
    bound: float
    rounds: int = 0


@dataclass
class Floor:
    """The auction at one moment. An edge is a number: row × columns + column."""

    board: Board
    prices: Worth
    held: Bools
    count: Ints
    starts: Ints
    """Where each person's places begin; places hold edges, the highest bid first, -1 while free."""
    edges: Ints
    bids: Worth
    sight: Ints
    """By row the edges that it keeps in sight, with their worth and people beside."""
    worth: Worth
    people: Ids
    rest: Worth
    """By row: nobody out of sight was worth more than this when the row last looked at everybody."""
    looks: int = field(default=0)


def shared(board: Board) -> Outcome:
    """Who is suggested for what, its value, and what no other sharing can exceed."""
    if not board.worth.size or not len(board.room):
        return Outcome(np.zeros(board.worth.shape, bool), 0.0, 0.0)
    floor = _opened(board)
    rounds = _run(floor)
    _fill(floor)
    held = floor.held.reshape(board.worth.shape)
    value = float(board.worth[held].sum(dtype=np.float64)) + board.first * int((floor.count > 0).sum())
    return Outcome(held, value, max(value, bound(board, floor.prices)), rounds)


def bound(board: Board, prices: Worth) -> float:
    """With any prices, each need's best choice beyond them plus all time at its price is at least the optimum."""
    total = float(prices.astype(np.float64) @ board.room)
    most = int(min(board.worth.shape[1], max(1, board.wanted.max(initial=0))))
    for start in range(0, len(board.worth), BLOCK):
        rows = slice(start, start + BLOCK)
        best = -np.sort(-_top(_left(board, prices, rows), most), axis=1).astype(np.float64)
        best[np.arange(most) >= board.wanted[rows, None]] = -np.inf
        total += float(np.maximum(best[:, 0] + board.first, 0.0).sum() + np.maximum(best[:, 1:], 0.0).sum())
    return total


def _left(board: Board, prices: Worth, rows: slice | Ints) -> Worth:
    """What each candidate of these rows is worth beyond their price."""
    worth = board.worth[rows]
    return np.where(worth > 0, worth - prices[board.people[rows]], NOTHING)


def _top(values: Worth, count: int) -> Worth:
    return values if count >= values.shape[1] else np.partition(values, values.shape[1] - count, axis=1)[:, -count:]


def _opened(board: Board) -> Floor:
    rows, columns = board.worth.shape
    few = min(columns, max(SIGHT, 2 * int(board.wanted.max(initial=1)) + 2))
    places = int(board.room.sum())
    return Floor(
        board=board,
        prices=np.zeros(len(board.room), np.float32),
        held=np.zeros(rows * columns, bool),
        count=np.zeros(rows, np.int64),
        starts=np.cumsum(board.room) - board.room,
        edges=np.full(places, -1, np.int64),
        bids=np.zeros(places, np.float32),
        sight=np.zeros((rows, few), np.int64),
        worth=np.zeros((rows, few), np.float32),
        people=np.zeros((rows, few), np.int32),
        rest=np.full(rows, np.inf, np.float32),  # nobody has looked yet
    )


def _run(floor: Floor) -> int:
    """Bid until everybody has what they want or nothing is worth its price any more."""
    rows = len(floor.count)
    active = np.flatnonzero(floor.board.wanted > 0)
    least = (
        STEP * float(np.maximum(floor.board.worth.max(axis=1), 0).mean()) / (5 if floor.board.worth.size < SMALL else 1)
    )
    rounds = 0
    while len(active) and floor.looks < BUDGET * rows:
        step = float(np.float32(least * 2.0 ** (floor.looks // (PATIENCE * rows))))
        floor.looks += max(len(active), rows // 20)
        rounds += 1
        bidders, edges, bids = _bids(floor, active, step)
        if not len(edges):
            break
        again = np.zeros(rows, bool)
        again[bidders] = True
        again[_settle(floor, edges, bids)] = True
        active = np.flatnonzero(again & (floor.count < floor.board.wanted))
    return rounds


def _bids(floor: Floor, active: Ints, step: float) -> tuple[Ints, Ints, Worth]:
    """What these rows bid, and for which edges; who finds nothing worth its price stays silent."""
    first, need = np.float32(floor.board.first), floor.board.wanted[active] - floor.count[active]
    edges, worth, left, best = _seen(floor, active, need)
    other = np.maximum(_at(best, need), 0.0)  # what the next best would leave, or nobody
    go = _no_more((left >= np.maximum(_at(best, need - 1), LEAST)[:, None]), left, need)
    ceiling = np.zeros(len(active), np.float32)
    if first:
        lonely = np.flatnonzero((floor.count[active] == 0) & (best[:, 0] < LEAST) & (best[:, 0] > LEAST - first))
        go[lonely, np.argmax(left[lonely], axis=1)] = True
        other[lonely] = np.maximum(_at(best[lonely], np.ones(len(lonely), np.int64)), -first)
        ceiling[lonely] = first
    at, place = np.nonzero(go)
    most = worth[at, place] + ceiling[at]  # nobody bids more than it is worth to them
    return active[go.any(axis=1)], edges[at, place], np.minimum(worth[at, place] - other[at] + step, most)


def _at(best: Worth, place: Ints) -> Worth:
    """What the candidate in that place leaves; nothing where there are not so many."""
    found = np.take_along_axis(best, np.minimum(place, best.shape[1] - 1)[:, None], 1)[:, 0]
    return np.where(place < best.shape[1], found, NOTHING)


def _no_more(go: Bools, left: Worth, wanted: Ints) -> Bools:
    """Among equals the first columns, so that nobody bids for more than they want."""
    many = np.flatnonzero(go.sum(axis=1) > wanted)
    if len(many):
        order = np.argsort(-left[many], axis=1, kind="stable")
        go[many] &= np.argsort(order, axis=1, kind="stable") < wanted[many, None]
    return go


def _seen(floor: Floor, active: Ints, need: Ints) -> tuple[Ints, Worth, Worth, Worth]:
    """Edges in sight of these rows, their worth, what they leave and that in order; some look round first."""
    edges, worth, left = _in_sight(floor, active)
    best = -np.sort(-left, axis=1)
    stale = np.flatnonzero(_at(best, need) < floor.rest[active])
    for start in range(0, len(stale), BLOCK):
        some = stale[start : start + BLOCK]
        _look(floor, active[some])
        edges[some], worth[some], left[some] = _in_sight(floor, active[some])
        best[some] = -np.sort(-left[some], axis=1)
    return edges, worth, left, best


def _in_sight(floor: Floor, rows: Ints) -> tuple[Ints, Worth, Worth]:
    edges, worth = floor.sight[rows], floor.worth[rows]
    left = worth - floor.prices[floor.people[rows]]
    left[(worth <= 0) | floor.held[edges]] = NOTHING
    return edges, worth, left


def _look(floor: Floor, rows: Ints) -> None:
    """Look at all candidates and keep the best in sight; those held count too, for they may be lost."""
    left, few = _left(floor.board, floor.prices, rows), floor.sight.shape[1]
    if few < left.shape[1]:
        order = np.argpartition(-left, few, axis=1)[:, : few + 1]
        columns = order[:, :few]
        floor.rest[rows] = np.take_along_axis(left, order[:, few:], 1)[:, 0]
    else:
        columns = np.broadcast_to(np.arange(few), left.shape)
        floor.rest[rows] = NOTHING
    floor.sight[rows] = rows[:, None] * left.shape[1] + columns
    floor.worth[rows] = np.take_along_axis(floor.board.worth[rows], columns, 1)
    floor.people[rows] = np.take_along_axis(floor.board.people[rows], columns, 1)


def _settle(floor: Floor, edges: Ints, bids: Worth) -> Ints:
    """Each person's time goes to the highest bids, old and new; returns the rows that lost somebody."""
    board, columns = floor.board, floor.board.worth.shape[1]
    people = board.people.ravel()[edges].astype(np.int64)
    bidden = np.zeros(len(board.room), bool)
    bidden[people] = True
    touched = np.flatnonzero(bidden)
    room = board.room[touched]
    places = np.repeat(floor.starts[touched] - (np.cumsum(room) - room), room) + np.arange(int(room.sum()))
    taken = np.flatnonzero(floor.edges[places] >= 0)
    edges = np.concatenate([floor.edges[places[taken]], edges])
    bids = np.concatenate([floor.bids[places[taken]], bids])
    people = np.concatenate([np.repeat(touched, room)[taken], people])
    order = _by_person_and_bid(people, bids)
    edges, bids, people = edges[order], bids[order], people[order]
    begins = np.flatnonzero(np.append(True, people[1:] != people[:-1]))
    rank = np.arange(len(people)) - np.repeat(begins, np.diff(np.append(begins, len(people))))
    keep = rank < board.room[people]
    had = floor.held[edges]
    floor.held[edges] = keep
    won, lost = edges[keep & ~had] // columns, edges[~keep & had] // columns
    np.add.at(floor.count, won, 1)
    np.add.at(floor.count, lost, -1)
    floor.edges[places], floor.bids[places] = -1, 0.0
    at = floor.starts[people[keep]] + rank[keep]
    floor.edges[at], floor.bids[at] = edges[keep], bids[keep]
    lowest = floor.starts[touched] + room - 1
    floor.prices[touched] = np.where(floor.edges[lowest] >= 0, floor.bids[lowest], 0.0)
    return np.asarray(lost)


def _by_person_and_bid(people: Ints, bids: Worth) -> Ints:
    """The order by person, then the highest bid, then whoever came first: all in one number, which sorts fastest."""
    size, last = len(people).bit_length(), int(people.max(initial=0)).bit_length()
    scale = 2 ** min(30, 62 - size - last)
    low = ((1.0 - bids.astype(np.float64) / max(1e-9, float(bids.max(initial=0.0)))) * (scale - 1)).astype(np.int64)
    packed = ((people * scale + low) << size) | np.arange(len(people))
    packed.sort()
    return np.asarray(packed & ((1 << size) - 1))


def _fill(floor: Floor) -> None:
    """Whoever still has room is given to whoever still wants somebody, the best pair first."""
    board, columns = floor.board, floor.board.worth.shape[1]
    used = np.bincount(board.people.ravel()[floor.held], minlength=len(board.room))
    open_rows = np.flatnonzero(floor.count < board.wanted)
    free = (board.worth[open_rows] > 0) & (used < board.room)[board.people[open_rows]]
    at, column = np.nonzero(free)
    edges = open_rows[at] * columns + column
    edges = edges[~floor.held[edges]]
    for edge in edges[np.argsort(-board.worth.ravel()[edges], kind="stable")]:
        row, person = int(edge) // columns, int(board.people.ravel()[edge])
        if floor.count[row] < board.wanted[row] and used[person] < board.room[person]:
            floor.held[edge] = True
            floor.count[row] += 1
            used[person] += 1
