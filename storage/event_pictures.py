"""Pictures of events and of their series: what stands on a card, and what the dates to come will have."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, insert, select

from storage.db import metadata
from storage.events import event_picture

event_series_picture = Table(
    "event_series_picture",
    metadata,
    Column("series_id", ForeignKey("event_series.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String, nullable=False),
    Column("mime", String, nullable=False),
    Column("kept", String, nullable=False),
    Column("alt", String, nullable=False, default=""),
)
"""What each date of a series has that was given none of its own."""


@dataclass(frozen=True)
class Picture:
    """What goes with an event's card; its bytes lie aside under `kept`."""

    name: str
    mime: str
    kept: str
    alt: str

    @property
    def columns(self) -> dict[str, str]:
        """As columns of a row."""
        return {"name": self.name, "mime": self.mime, "kept": self.kept, "alt": self.alt}


def of(db: Connection, event_id: int) -> Picture | None:
    """An event's picture."""
    return _found(db, event_picture, event_picture.c.event_id, event_id)


def of_series(db: Connection, series_id: int) -> Picture | None:
    """The picture of a series."""
    return _found(db, event_series_picture, event_series_picture.c.series_id, series_id)


def _found(db: Connection, table: Table, key: Column[Any], number: int) -> Picture | None:
    columns = (table.c.name, table.c.mime, table.c.kept, table.c.alt)
    row = db.execute(select(*columns).where(key == number)).first()
    return Picture(*row) if row else None


def put(db: Connection, event_id: int, picture: Picture | None) -> None:
    """Give an event a picture, another one, or none."""
    db.execute(delete(event_picture).where(event_picture.c.event_id == event_id))
    if picture:
        db.execute(insert(event_picture).values(event_id=event_id, **picture.columns))


def put_on_series(db: Connection, series_id: int, picture: Picture | None) -> None:
    """Give a series a picture, another one, or none."""
    db.execute(delete(event_series_picture).where(event_series_picture.c.series_id == series_id))
    if picture:
        db.execute(insert(event_series_picture).values(series_id=series_id, **picture.columns))
