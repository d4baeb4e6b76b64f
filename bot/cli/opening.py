"""What every command that touches the database does first: settings, logs, database, migrations."""

import secrets
from pathlib import Path
from random import Random, SystemRandom

from sqlalchemy.exc import DatabaseError

from bot import logs
from bot.context import Setting
from bot.i18n import Catalogues
from bot.settings import Settings, clock_of, kept, secret_key
from domain.errors import Misconfigured
from storage import migrate
from storage.db import Database


def secrets_of(settings: Settings) -> list[str]:
    """Every secret value that the settings hold."""
    return [v.get_secret_value() for _, v in settings if hasattr(v, "get_secret_value")]


def set_up_logs(settings: Settings, more: list[str] | None = None) -> None:
    """Logs as configured, with every known secret taken out."""
    logs.set_up(settings.log_level, settings.log_format, [*secrets_of(settings), *(more or [])])


def database(settings: Settings, *, migrated: bool = True) -> Database:
    """The database, brought up to this release.

    Raises:
        Misconfigured: it cannot be opened, or belongs to a newer release.
    """
    try:
        db = Database(settings.database_url)
        if not db.read_now(migrate.is_known):
            raise Misconfigured("This database was written by a newer release of Tertulia: install that one.")
        if migrated:
            migrate.up(db.engine)
    except DatabaseError as error:
        raise Misconfigured(f"The database cannot be used ({_reason(error)}): check TERTULIA_DATABASE_URL.") from error
    return db


def _reason(error: DatabaseError) -> str:
    return str(error.orig).strip().split("\n")[0]


def data_folder(settings: Settings) -> Path:
    """Where secrets of a one-machine set-up lie: beside the SQLite file, else `data/`."""
    url = settings.database_url
    return Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else Path("data")


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
    }
    return Setting(**(values | more))  # type: ignore[arg-type]  # the keys are the dataclass's own


def owner_code(settings: Settings) -> str:
    """What `/claim` accepts, once: given, or made at the first start and kept."""
    given = settings.owner_code.get_secret_value()
    return given or kept(data_folder(settings) / "owner_code", lambda: secrets.token_urlsafe(9))


def key(settings: Settings) -> str:
    """The key that signs and encrypts."""
    return secret_key(settings, data_folder(settings))
