"""Errors named by what the caller can do next.

TertuliaError
├── Refused          the person asked for what cannot be: say why, offer the next step, change nothing
│   └── Forbidden    the person's role does not reach: say so without telling what exists
├── Unavailable      storage cannot answer now: nothing was changed, the same call may go through later
└── Misconfigured    the operator must change a setting before the process can start
"""

from typing import Any


class TertuliaError(Exception):
    """Everything the project itself raises."""


class Refused(TertuliaError):
    """A plain sentence for the person who asked; nothing of their unit of work is kept.

    Args:
        text: the sentence's id in the catalogue, with `{name}` places.
        next_step: a command that is offered as a button, such as `"need"`.
        values: what stands in the sentence's places; shown as written, never as markup.
    """

    def __init__(self, text: str, next_step: str | None = None, **values: Any) -> None:
        super().__init__(text)
        self.text = text
        self.next_step = next_step
        self.values = values


class Forbidden(Refused):
    """The role of the person does not reach this route."""


class Unavailable(TertuliaError):
    """The database could not take the unit; the caller may try again."""


class Misconfigured(TertuliaError):
    """A setting is missing or wrong; the message says which and what to do."""
