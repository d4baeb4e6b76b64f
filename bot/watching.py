"""What this process counts of itself: plain numbers that cost the hot path next to nothing, read by `/metrics`."""

from bisect import bisect_left
from collections.abc import Iterator
from threading import Lock

LATENCY = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Upper ends, in seconds, for what a person waits for."""
LABOUR = (0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0)
"""The same for the bot's own work."""
Labels = tuple[str, ...]


class Total:
    """How often something happened, by labels from a bounded set: names of ours, never anything a person typed.

    Args:
        name: as Prometheus shows it, without `_total`.
        says: what it counts, for whoever reads the page.
        labels: what tells its series apart.
    """

    def __init__(self, name: str, says: str, *labels: str) -> None:
        self.name, self.says, self.labels = name, says, labels
        self._counts: dict[Labels, int] = {}
        self._lock = Lock()

    def add(self, *values: str) -> None:
        """Once more; units call this on threads of their own."""
        with self._lock:
            self._counts[values] = self._counts.get(values, 0) + 1

    def rows(self) -> Iterator[tuple[Labels, int]]:
        """The series as they stand now."""
        with self._lock:
            found = list(self._counts.items())
        yield from found


class Spread:
    """How long something took, by labels: a histogram.

    Args:
        name: as Prometheus shows it.
        says: what it measures.
        ends: the upper ends of its buckets, ascending; the last bucket has no end.
        labels: what tells its series apart.
    """

    def __init__(self, name: str, says: str, ends: tuple[float, ...], *labels: str) -> None:
        self.name, self.says, self.ends, self.labels = name, says, ends, labels
        self._series: dict[Labels, tuple[list[int], list[float]]] = {}
        self._lock = Lock()

    def add(self, seconds: float, *values: str) -> None:
        """Once more; a clock that was set back counts as no time."""
        seconds = max(0.0, seconds)
        with self._lock:
            series = self._series.get(values)
            if series is None:
                series = self._series[values] = ([0] * (len(self.ends) + 1), [0.0])
            series[0][bisect_left(self.ends, seconds)] += 1
            series[1][0] += seconds

    def rows(self) -> Iterator[tuple[Labels, list[int], float]]:
        """The series as they stand now: a count a bucket, and the sum of all seconds."""
        with self._lock:
            found = [(values, list(counts), total[0]) for values, (counts, total) in self._series.items()]
        yield from found


class Watch:
    """Told by dispatch, sender and engine what they do; made once, in the composition root."""

    def __init__(self) -> None:
        self._arrived = Total("tertulia_inbound", "Values that arrived, by kind.", "platform", "kind")
        self._repeated = Total("tertulia_inbound_repeated", "Deliveries that had no second effect.", "platform")
        self._dropped = Total("tertulia_inbound_dropped", "Values over one person's limit.", "platform")
        self._handled = Total("tertulia_handled", "Ends of handlers.", "kind", "route", "outcome")
        self._handling = Spread("tertulia_handler_seconds", "Time inside a handler.", LATENCY, "kind", "route")
        self._sends = Total("tertulia_sends", "Tries to send, by the state that follows.", "adapter", "outcome")
        self._limited = Total("tertulia_rate_limited", "Tries that a platform answered with 429.", "adapter")
        self._lag = Spread("tertulia_send_lag_seconds", "From due to the first byte.", LATENCY, "adapter")
        self._traced = Total("tertulia_traced", "Sends in doubt that were looked for.", "adapter", "verdict")
        self._won = Total("tertulia_slots_won", "Periods that this process works on.", "work")
        self._work = Spread("tertulia_work_seconds", "The bot's own work.", LABOUR, "work")
        self._broke = Total("tertulia_work_failures", "Work that broke and comes back.", "work")

    def totals(self) -> tuple[Total, ...]:
        """All that is counted."""
        return (
            self._arrived, self._repeated, self._dropped, self._handled, self._sends, self._limited, self._traced,
            self._won, self._broke,
        )  # fmt: skip

    def spreads(self) -> tuple[Spread, ...]:
        """All that is measured."""
        return self._handling, self._lag, self._work

    def arrived(self, platform: str, kind: str) -> None:
        """A value came in; the kind is the name of its class."""
        self._arrived.add(platform, kind)

    def repeated(self, platform: str) -> None:
        """It had come before."""
        self._repeated.add(platform)

    def dropped(self, platform: str) -> None:
        """Its person is faster than anybody types."""
        self._dropped.add(platform)

    def handled(self, route: tuple[str, str], outcome: str, seconds: float) -> None:
        """A handler ended: `done`, `refused` or `broke`; the route is its kind and word, empty where none was meant."""
        self._handled.add(*route, outcome)
        self._handling.add(seconds, *route)

    def leaves(self, adapter: str, lag: float) -> None:
        """A send begins, so many seconds after it was due."""
        self._lag.add(lag, adapter)

    def sent(self, adapter: str, outcome: str) -> None:
        """A try ended; the outcome is the row's state from now on (`pending`: it is tried again)."""
        self._sends.add(adapter, outcome)

    def limited(self, adapter: str) -> None:
        """A platform told us to wait."""
        self._limited.add(adapter)

    def traced(self, adapter: str, verdict: str) -> None:
        """A send in doubt was looked for at the far side."""
        self._traced.add(adapter, verdict)

    def won(self, work: str) -> None:
        """This process does a period's work."""
        self._won.add(work)

    def worked(self, work: str, seconds: float, *, broke: bool) -> None:
        """A piece of work ended."""
        self._work.add(seconds, work)
        if broke:
            self._broke.add(work)
