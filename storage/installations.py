"""Workspaces that have installed the app: their tokens, encrypted, and the one-use states of installing."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, Connection, String, Table, Text, delete, insert, select

from storage.db import Moment, metadata

installation = Table(
    "installation",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("name", String, nullable=False, default=""),
    Column("bot_user", String, nullable=False, default=""),
    Column("scopes", String, nullable=False, default=""),
    Column("installer", String, nullable=False, default=""),
    Column("token", Text, nullable=False),
    Column("installed", Moment, nullable=False),
)

install_state = Table(
    "install_state",
    metadata,
    Column("digest", String, primary_key=True),
    Column("expires", Moment, nullable=False, index=True),
    info={"fleeting": True},
)
"""What a browser that installs carries to the platform and back; only its hash is kept."""


class Seal:
    """Encrypts what must not stand in a table in the clear.

    Args:
        secret: the deployment's secret key; another one cannot read what this one sealed.
    """

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"tertulia: stored tokens").derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, text: str) -> str:
        """The text, unreadable without the key."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text again; empty when another key sealed it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return ""


@dataclass(frozen=True)
class Installation:
    """One workspace with the app in it; `token` is sealed."""

    platform: str
    workspace: str
    installed: datetime
    name: str = ""
    bot_user: str = ""
    scopes: str = ""
    installer: str = ""
    token: str = field(default="", repr=False)


_COLUMNS = [installation.c[name] for name in Installation.__dataclass_fields__]


def keep(db: Connection, new: Installation) -> None:
    """Keep an installation; one of the same workspace is replaced, since its token is no longer good."""
    forget(db, new.platform, new.workspace)
    db.execute(insert(installation).values({name: getattr(new, name) for name in Installation.__dataclass_fields__}))


def find(db: Connection, platform: str, workspace: str) -> Installation | None:
    """The installation of a workspace."""
    query = select(*_COLUMNS).where(installation.c.platform == platform, installation.c.workspace == workspace)
    row = db.execute(query).first()
    return Installation(*row) if row else None


def everywhere(db: Connection, platform: str) -> list[Installation]:
    """All installations on a platform, by workspace."""
    query = select(*_COLUMNS).where(installation.c.platform == platform).order_by(installation.c.workspace)
    return [Installation(*row) for row in db.execute(query)]


def forget(db: Connection, platform: str, workspace: str) -> bool:
    """Drop the installation of a workspace; whether there was one."""
    here = (installation.c.platform == platform, installation.c.workspace == workspace)
    return db.execute(delete(installation).where(*here)).rowcount > 0


def issue(db: Connection, state: str, expires: datetime, now: datetime) -> None:
    """Remember a state until it expires; those that have expired go."""
    db.execute(delete(install_state).where(install_state.c.expires <= now))
    db.execute(insert(install_state).values(digest=_digest(state), expires=expires))


def consume(db: Connection, state: str, now: datetime) -> bool:
    """Use a state up; False when it was never given, is used or is too old."""
    live = (install_state.c.digest == _digest(state), install_state.c.expires > now)
    return db.execute(delete(install_state).where(*live)).rowcount == 1


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
