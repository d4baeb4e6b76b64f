"""Invitations of imported members: a code, a link and a QR code each, in one file and a folder beside it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from bot.cli.errors import NotDone
from bot.cli.sheets import written

COLUMNS = ("name", "code", "link", "qr")


@dataclass(frozen=True)
class Invite:
    """What one person gets in hand: whoever sends the code to the bot is that member from then on."""

    member_id: int
    name: str
    code: str

    def link(self, bot: str) -> str:
        """The address that opens the bot with the code; empty where the bot's name is not known."""
        return f"https://t.me/{bot}?start=claim_{self.code}" if bot else ""


class File:
    """The file of invitations, begun before anything is written into the database; only its owner may read it.

    Args:
        path: it must not be there yet: an older one may hold codes that still count.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.pictures = path, path.with_name(f"{path.stem}-qr")
        try:
            self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
            self.pictures.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError as error:
            raise NotDone(f"{error.filename} is there already: name another file with --invites.") from error
        except OSError as error:
            raise NotDone(f"{path} cannot be written ({error.strerror}): name another file with --invites.") from error

    def write(self, invites: Sequence[Invite], bot: str) -> None:
        """Everybody's line, and a picture of the link, or of what to say to the bot, for each."""
        rows = []
        for invite in invites:
            picture = self.pictures / f"{invite.member_id}.svg"
            link = invite.link(bot)
            segno.make(link or f"claim {invite.code}", micro=False).save(str(picture), scale=6)
            rows.append((invite.name, f"claim {invite.code}", link, f"{self.pictures.name}/{picture.name}"))
        with self._file as file:
            file.write("\ufeff" + written(COLUMNS, rows))

    def forget(self) -> None:
        """Nothing was imported: leave nothing behind."""
        self._file.close()
        self.path.unlink(missing_ok=True)
        if not any(self.pictures.iterdir()):
            self.pictures.rmdir()
