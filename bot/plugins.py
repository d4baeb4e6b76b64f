"""Adapters and features by name: an installed entry point first, else our own module."""

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from domain.errors import Misconfigured


def load(group: str, name: str, default: str) -> Any:
    """What the name stands for.

    Args:
        group: an entry point group such as `tertulia.adapters`.
        name: the plugin's name, such as `telegram`.
        default: `module:attribute` of ours, used where nothing of that name is installed.

    Raises:
        Misconfigured: neither is there.
    """
    for found in entry_points(group=group, name=name):
        return found.load()
    module, _, attribute = default.partition(":")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise Misconfigured(f"There is no {name!r} among {group}: {error}") from error


def installed(group: str) -> list[Any]:
    """Everything that other packages offer in a group, by name."""
    return [found.load() for found in sorted(entry_points(group=group), key=lambda point: point.name)]
