"""Names of the core's own values in the reader's language."""

from bot.i18n import Translator
from domain.roles import Role


def role_name(t: Translator, role: Role) -> str:
    """What a person of that role is called."""
    names = {
        Role.STRANGER: t("guest"),
        Role.MEMBER: t("member"),
        Role.MENTOR: t("mentor"),
        Role.EDITOR: t("editor"),
        Role.MANAGER: t("manager"),
        Role.OWNER: t("owner"),
    }
    return names[role]


def standing_name(t: Translator, state: str) -> str:
    """Where a person stands with a community, in a word or two."""
    names = {
        "in": t("in"),
        "asked": t("waits at the door"),
        "left": t("left"),
        "suspended": t("paused"),
        "removed": t("removed"),
        "refused": t("not let in"),
    }
    return names.get(state, state)
