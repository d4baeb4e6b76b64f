"""Who got something and who was left out, group by group: shares, and an alarm where a group falls behind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ALARM = 0.8
"""A group that gets less than this part of the whole's share is told about."""
SMALLEST_GROUP = 5
"""Smaller groups are not shown: one person would be half of them, and known by it."""


@dataclass(frozen=True)
class Case:
    """Somebody, or what they asked for: what kind of thing it is, its groups, and whether it got its due."""

    kind: str
    groups: tuple[str, ...]
    got: bool


def shares(cases: Iterable[Case]) -> dict[str, float]:
    """The part of each kind, and of each group in it, that got something."""
    found: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        found[case.kind].append(case.got)
        for group in case.groups:
            found[f"{case.kind} {group}"].append(case.got)
    large = {name: got for name, got in found.items() if " " not in name or len(got) >= SMALLEST_GROUP}
    return {name: round(sum(got) / len(got), 3) for name, got in sorted(large.items())}


def alarms(found: Mapping[str, float]) -> tuple[str, ...]:
    """Groups that get less than their part of what their kind gets."""
    return tuple(name for name, share in found.items() if " " in name and share < ALARM * found[name.split()[0]])
