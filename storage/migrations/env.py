"""Alembic's entry: runs on the connection that `storage.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from storage.db import Moment, passing
from storage.tables import metadata


def rendered(kind: str, thing: Any, autogen: Any) -> str | Literal[False]:
    """A migration must not change with our code: our own type is written as what it is in the database."""
    del autogen
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


def applied(*args: Any, **step: Any) -> None:
    """A step is done and not committed."""
    del args, step
    passing(connection, "migration.inside")


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    render_item=rendered,
    on_version_apply=applied,
)
with context.begin_transaction():
    context.run_migrations()
