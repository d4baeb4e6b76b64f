"""What every command that touches the database does first: settings, logs, database, migrations."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random, SystemRandom

import structlog
from sqlalchemy.exc import DatabaseError

import storage.tables  # noqa: F401 – a table that is not declared would be missing from an export and an erasure
from bot import logs
from bot.cli.failing import failpoint
from bot.context import Setting
from bot.i18n import Catalogues
from bot.settings import Settings, clock_of, kept, secret_key
from domain.errors import Misconfigured, Unavailable
from scheduler.engine import schema
from scheduler.engine.queue import Queue
from storage import migrate, revisions
from storage import secret_key as secret_key_of
from storage.backups import journal
from storage.backups.folder import Shelf
from storage.db import Database

log = structlog.get_logger()
OTHER_KEY = (
    "This machine's secret key is not the one of the others on this database: give each the same TERTULIA_SECRET_KEY "
    "(the first may have made its own, in data/secret_key). To change it for all of them, stop them and start one with "
    "`tertulia run --new-key`."
)


def secrets_of(settings: Settings) -> list[str]:
    """Every secret value that the settings hold."""
    return [v.get_secret_value() for _, v in settings if hasattr(v, "get_secret_value")]


def set_up_logs(settings: Settings, more: list[str] | None = None, *, for_good: bool = False) -> None:
    """Logs as configured, with every known secret taken out."""
    logs.set_up(settings.log_level, settings.log_format, [*secrets_of(settings), *(more or [])], for_good=for_good)


def database(settings: Settings, *, migrated: bool = True) -> Database:
    """The database, brought up to this release.

    Raises:
        Misconfigured: it cannot be opened, or belongs to a newer release.
    """
    many = settings.database_url.startswith("postgresql")
    enqueue = Queue().enqueue if many else None
    db = Database(settings.database_url, passing=failpoint(settings.failpoint), enqueue=enqueue)
    try:
        _require_known(db)
        if migrated and not db.read_now(revisions.is_current):
            migrate.up(db.engine)
        if migrated and many and not db.read_now(schema.is_current):
            schema.up(db.engine)
    except (DatabaseError, Unavailable) as error:
        db.close()
        raise Misconfigured(database_trouble(error)) from error
    except BaseException:
        db.close()
        raise
    return db


def require_key(db: Database, secret: str, *, anew: bool = False) -> None:
    """Refuse a machine whose secret key is another one than that of those who share its database.

    On SQLite there is one machine only: a key that was lost is replaced, and what the old one sealed is lost with it.

    Raises:
        Misconfigured: with what to do.
    """
    if db.is_sqlite and db.read_now(partial(secret_key_of.is_known, secret=secret)) is False:
        log.warning("the secret key is another one than before: workspaces install the app anew, sessions end")
    try:
        settled = db.run_now(partial(secret_key_of.settle, secret=secret, anew=anew or db.is_sqlite))
    except Unavailable as error:
        raise Misconfigured(database_trouble(error)) from error
    if not settled:
        raise Misconfigured(OTHER_KEY)


def _require_known(db: Database) -> None:
    if not db.read_now(revisions.is_known):
        raise Misconfigured("This database was written by a newer release of Tertulia: install that one.")


def database_trouble(error: DatabaseError | Unavailable) -> str:
    """What is wrong with the database, and what an operator does about it."""
    cause = error.__cause__ if isinstance(error, Unavailable) else error
    reason = str(cause.orig if isinstance(cause, DatabaseError) else error).strip().split("\n")[0].rstrip(". ")
    if "database is locked" in reason:
        return "Another process keeps the database locked: end it, or try again in a moment."
    if "unable to open" in reason or "readonly" in reason:
        return f"The database file cannot be used ({reason}): check that its folder is there and may be written."
    if "not a database" in reason:
        return "TERTULIA_DATABASE_URL names a file that is no SQLite database: move it away, or name another."
    return f"The database does not answer ({reason}): start it, or check TERTULIA_DATABASE_URL."


@contextmanager
def opened(settings: Settings, *, migrated: bool = True) -> Iterator[Database]:
    """The database for one command that prints a result: quiet logs, and everything given back."""
    set_up_logs(settings.model_copy(update={"log_level": "error"}))
    db = database(settings, migrated=migrated)
    try:
        yield db
    except Unavailable as error:
        raise Misconfigured(database_trouble(error)) from error
    finally:
        db.close()


def data_folder(settings: Settings) -> Path:
    """Where secrets of a one-machine set-up lie: beside the SQLite file, else `data/`."""
    url = settings.database_url
    return Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else Path("data")


def shelf(settings: Settings) -> Shelf | None:
    """Where nightly backups go."""
    return Shelf(settings.backup_dir, settings.backup_keep) if settings.backup_dir else None


def journals(settings: Settings) -> tuple[Path, ...]:
    """Where erasures are written down outside the database: beside the data, and with the backups."""
    found = shelf(settings)
    return (data_folder(settings) / journal.NAME, *([found.journal] if found else []))


def write_down_erasures(db: Database, settings: Settings) -> None:
    """Keep the journal of erasures up with the database.

    Raises:
        Misconfigured: it cannot be written.
    """
    try:
        journal.keep(db.read_now(journal.of_database), journals(settings))
    except OSError as error:
        raise Misconfigured(
            f"{error.filename} cannot be written ({error.strerror}): erasures are written down there, so that no "
            "backup brings anybody back. Everything else is done."
        ) from error


def setting(settings: Settings, **more: object) -> Setting:
    """What every unit of work shares."""
    rng = Random(settings.random_seed) if settings.random_seed is not None else SystemRandom()
    values: dict[str, object] = {
        "catalogues": Catalogues(),
        "clock": clock_of(settings),
        "public_url": settings.public_url,
        "admission": settings.admission,
        "language": settings.language,
        "zone": settings.timezone,
        "rng": rng,
        "owner_code": owner_code(settings),
        "shelf": shelf(settings),
        "journals": journals(settings),
    }
    return Setting(**(values | more))  # type: ignore[arg-type]  # the keys are the dataclass's own


def owner_code(settings: Settings) -> str:
    """What `/claim` accepts, once: given, or made at the first start and kept."""
    given = settings.owner_code.get_secret_value()
    return given or kept(data_folder(settings) / "owner_code", lambda: secrets.token_urlsafe(9))


def key(settings: Settings) -> str:
    """The key that signs and encrypts."""
    return secret_key(settings, data_folder(settings))
