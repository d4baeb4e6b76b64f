"""Which secret key this database lives with: a fingerprint, so that every machine on it has the same one."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, Connection, String, Table, insert, select, update

from storage.db import metadata, one_at_a_time

secret_key = Table(
    "secret_key",
    metadata,
    Column("fingerprint", String, primary_key=True),
    info={"fleeting": True},
)
"""One row at most. A backup leaves it out: wherever it is restored, the key of that place counts."""


def fingerprint(secret: str) -> str:
    """What recognises a key and does not give it away."""
    return HKDF(SHA256(), 16, salt=None, info=b"tertulia: fingerprint of the key").derive(secret.encode()).hex()


def is_known(db: Connection, secret: str) -> bool | None:
    """Whether it is this database's key; None where it has none yet."""
    known = db.execute(select(secret_key.c.fingerprint)).scalar()
    return None if known is None else bool(known == fingerprint(secret))


def settle(db: Connection, secret: str, *, anew: bool = False) -> bool:
    """Make it the database's key where it has none; returns whether it is.

    Args:
        db: inside a unit.
        secret: of this machine.
        anew: it becomes the key whatever was before.
    """
    one_at_a_time(db, "the secret key")
    known = is_known(db, secret)
    if known is None:
        db.execute(insert(secret_key).values(fingerprint=fingerprint(secret)))
    elif not known and anew:
        db.execute(update(secret_key).values(fingerprint=fingerprint(secret)))
    return bool(known) or known is None or anew
