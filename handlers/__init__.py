"""What a person says and what the bot answers, one file a feature."""

from bot.router import Router
from handlers import help as helping
from handlers import joining, start

ROUTERS: tuple[Router, ...] = (start.router, joining.router, helping.router)
"""Every feature's routes; a feature that is not listed here does not exist."""
