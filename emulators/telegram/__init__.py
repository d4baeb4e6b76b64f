"""An emulated Telegram: the Bot API over HTTP on one side, people who type and tap on the other."""

from emulators.telegram.app import telegram_app
from emulators.telegram.errors import NotVisible
from emulators.telegram.faults import Fault, Faults
from emulators.telegram.model import Call, Message, Query, TelegramUser, Toast
from emulators.telegram.params import Upload
from emulators.telegram.telegram import Checker, Telegram
from emulators.telegram.views import Shown, ShownButton, ShownFile

__all__ = [
    "Call",
    "Checker",
    "Fault",
    "Faults",
    "Message",
    "NotVisible",
    "Query",
    "Shown",
    "ShownButton",
    "ShownFile",
    "Telegram",
    "TelegramUser",
    "Toast",
    "Upload",
    "telegram_app",
]
