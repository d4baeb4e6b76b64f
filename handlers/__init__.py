"""What a person says and what the bot answers, one file a feature."""

from bot.router import Router
from handlers import (
    audit,
    blocks,
    claim,
    community,
    find,
    home,
    joining,
    location,
    needs,
    offers,
    people,
    privacy,
    profile,
    projects,
    reports,
    role,
    settings,
    snooze,
    start,
)
from handlers import help as helping

ROUTERS: tuple[Router, ...] = (
    start.router,
    joining.router,
    helping.router,
    privacy.router,
    profile.router,
    location.router,
    find.router,
    settings.router,
    snooze.router,
    home.router,
    claim.router,
    community.router,
    people.router,
    role.router,
    blocks.router,
    reports.router,
    audit.router,
    needs.router,
    offers.router,
    projects.router,
)
"""Every feature's routes; a feature that is not listed here does not exist."""
