"""`GET /metrics`: what this process counted, and how full the queue is, in Prometheus's text format."""

import asyncio
import hmac
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.watching import Spread, Watch
from domain.errors import Unavailable
from storage import outbox, ticks
from storage.backups import folder
from storage.backups.folder import Shelf
from storage.db import Database
from web.health import asked

if TYPE_CHECKING:
    from prometheus_client import Metric

FORWARDED = ("forwarded", "x-forwarded", "x-real-ip", "x-client-ip", "via")
"""How the headers begin that a proxy adds: who asks through one on this machine is not this machine."""


@dataclass(frozen=True)
class Queue:
    """How full the tables are; ages in seconds."""

    rows: dict[str, int]
    oldest_row: float
    oldest_work: float


def routes(
    db: Database,
    clock: Callable[[], datetime],
    watch: Watch,
    token: str,
    patience: float = 2.0,
    shelf: Shelf | None = None,
) -> list[Route]:
    """`GET /metrics`.

    Args:
        db: where the queue stands.
        clock: the moment.
        watch: what was counted.
        token: what a reader must bring; empty: only this machine may read.
        patience: seconds that the database may take.
        shelf: where nightly backups lie.
    """

    async def metrics(request: Request) -> Response:
        if (refusal := _refusal(request, token)) is not None:
            return refusal
        try:
            queue = await asked(db, lambda on: _queue(on, clock()), patience)
        except Unavailable as trouble:
            return PlainTextResponse(f"{trouble}\n", 503)
        # On a thread: the first page loads the library, and nobody's answer should wait for that.
        backup = await asyncio.to_thread(_backup_age, shelf, clock())
        content, kind = await asyncio.to_thread(_page, Figures(watch, queue, db.written, backup))
        return Response(content, media_type=kind)

    return [Route("/metrics", metrics)]


def _refusal(request: Request, token: str) -> Response | None:
    if not token:
        here = _is_here(request.client.host if request.client else "") and not _came_through_a_proxy(request.headers)
        sentence = "Only this machine may read this; set TERTULIA_METRICS_TOKEN to let others."
        return None if here else PlainTextResponse(f"{sentence}\n", 403)
    given = request.headers.getlist("authorization")
    if len(given) == 1 and hmac.compare_digest(given[0].encode(), f"Bearer {token}".encode()):
        return None
    return PlainTextResponse("This needs the right token.\n", 401, {"WWW-Authenticate": "Bearer"})


def _is_here(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (inner or address).is_loopback


def _came_through_a_proxy(headers: Headers) -> bool:
    return any(name.startswith(FORWARDED) for name in headers)


def _queue(db: Connection, now: datetime) -> Queue:
    return Queue(outbox.open_counts(db), _age(outbox.next_due(db), now), _age(ticks.next_at(db), now))


def _backup_age(shelf: Shelf | None, now: datetime) -> float | None:
    """Seconds since the newest good backup: endless where there is none, nothing where none are wanted."""
    try:
        found = folder.state(shelf, now)
    except OSError:
        return math.inf
    if not found.set_up:
        return None
    return math.inf if found.age is None else found.age


def _age(due: datetime | None, now: datetime) -> float:
    return max(0.0, (now - due).total_seconds()) if due else 0.0


@dataclass(frozen=True, eq=False)
class Figures:
    """All figures of one page, as Prometheus's library collects them."""

    watch: Watch
    queue: Queue
    written: tuple[int, int] | None
    backup: float | None

    def collect(self) -> "Iterator[Metric]":
        """Every family with its series."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        rows = GaugeMetricFamily("tertulia_outbox_rows", "Sends that are not settled.", labels=["state"])
        for state, count in self.queue.rows.items():
            rows.add_metric([state], count)
        yield rows
        late = "Seconds since the earliest was due."
        yield GaugeMetricFamily("tertulia_outbox_late_seconds", f"Sends: {late}", value=self.queue.oldest_row)
        yield GaugeMetricFamily("tertulia_work_late_seconds", f"Work: {late}", value=self.queue.oldest_work)
        if self.backup is not None:
            said = "Seconds since the newest good nightly backup was made."
            yield GaugeMetricFamily("tertulia_backup_age_seconds", said, value=self.backup)
        for number, name in zip(self.written or (), ("commits", "units"), strict=False):
            yield CounterMetricFamily(f"tertulia_database_{name}", f"Of the writer: {name}.", value=number)
        for total in self.watch.totals():
            counter = CounterMetricFamily(total.name, total.says, labels=total.labels)
            for values, count in total.rows():
                counter.add_metric(values, count)
            yield counter
        for spread in self.watch.spreads():
            histogram = HistogramMetricFamily(spread.name, spread.says, labels=spread.labels)
            for values, counts, seconds in spread.rows():
                histogram.add_metric(values, _buckets(spread, counts), seconds)
            yield histogram


def _buckets(spread: Spread, counts: list[int]) -> list[tuple[str, float]]:
    """Each bucket holds those below it too, as the format wants."""
    ends = [*(str(end) for end in spread.ends), "+Inf"]
    return [(end, float(sum(counts[: at + 1]))) for at, end in enumerate(ends)]


def _page(figures: Figures) -> tuple[bytes, str]:
    """The text and its type. The library is loaded for the first reader: it would cost every start 30 ms."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(figures)
    return generate_latest(registry), CONTENT_TYPE_LATEST
