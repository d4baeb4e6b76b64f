"""What a process does of the bot's work: all of it, or a part beside others on one PostgreSQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.adapters.telegram import TelegramSettings
from bot.settings import Settings, checked
from domain.errors import Misconfigured


class Part(StrEnum):
    """What a process does; one process does all of it unless PostgreSQL lets several share the work."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"
    CLOCK = "clock"


@dataclass(frozen=True)
class Roles:
    """The parts of one process.

    Args:
        web: takes in what people say.
        worker: sends, and does the bot's own work.
        clock: begins periodic work.
    """

    web: bool = True
    worker: bool = True
    clock: bool = True

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Self:
        """The roles that were named; none is all."""
        named = set(parts) or {Part.ALL}
        return cls(*(part in named or Part.ALL in named for part in (Part.WEB, Part.WORKER, Part.CLOCK)))

    @property
    def whole(self) -> bool:
        """Whether this process alone is a bot."""
        return self.web and self.worker and self.clock

    def __str__(self) -> str:
        names = {"web": self.web, "worker": self.worker, "clock": self.clock}
        return "all" if self.whole else " ".join(name for name, has in names.items() if has)


def require(roles: Roles, settings: Settings) -> None:
    """Refuse what cannot be shared.

    Raises:
        Misconfigured: with what to do instead.
    """
    if roles.whole:
        return
    if settings.database_url.startswith("sqlite"):
        raise Misconfigured(
            "Several processes need PostgreSQL: set TERTULIA_DATABASE_URL to postgresql+psycopg://…, "
            "or run without --role."
        )
    telegram = checked(TelegramSettings, public_url=settings.public_url)
    if telegram.telegram_token.get_secret_value() and not telegram.telegram_webhook_secret.get_secret_value():
        raise Misconfigured(
            "Telegram gives its updates to one poller only, so several processes need its webhook: "
            "set TERTULIA_TELEGRAM_WEBHOOK_SECRET and an https TERTULIA_PUBLIC_URL, or run without --role."
        )
