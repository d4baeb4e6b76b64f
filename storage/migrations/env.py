"""Alembic's entry: runs on the connection that `storage.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from storage.db import Moment
from storage.tables import metadata


def rendered(kind: str, thing: Any, autogen: Any) -> str | Literal[False]:
    """A migration must not change with our code: our own type is written as what it is in the database."""
    del autogen
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=rendered)
with context.begin_transaction():
    context.run_migrations()
