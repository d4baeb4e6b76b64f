"""One read, one write, one commit, as SQLAlchemy's documentation does them in async programs: the ORM, aiosqlite."""

from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKey, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class Person(Base):
    """Who writes."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Said(Base):
    """What they wrote."""

    __tablename__ = "said"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]


class Rows:
    """The database of a peer; opened in the loop that it is used in.

    Args:
        folder: where its file lies.
        wanted: False: nothing is stored, and `said` does nothing.
    """

    def __init__(self, folder: Path, *, wanted: bool) -> None:
        self._folder, self._wanted = folder, wanted
        self._engine: AsyncEngine | None = None

    async def opened(self) -> None:
        """Make the tables; as durable as ours: WAL, and every commit waits for the disk."""
        if not self._wanted:
            return
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{self._folder}/peer.db")
        event.listen(self._engine.sync_engine, "connect", _durable)
        self._sessions = async_sessionmaker(self._engine, class_=AsyncSession, expire_on_commit=False)
        async with self._engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def said(self, who: int, text: str) -> str:
        """The name of whoever wrote, kept with what they wrote."""
        if not self._wanted:
            return "Ann"
        async with self._sessions() as session:
            person = await session.get(Person, who)
            if person is None:
                person = Person(id=who, name="Ann")
                session.add(person)
            session.add(Said(person_id=who, text=text))
            await session.commit()
            return person.name

    async def closed(self) -> None:
        """Give the connections back."""
        if self._engine:
            await self._engine.dispose()


def _durable(connection: Any, record: Any) -> None:
    del record
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
