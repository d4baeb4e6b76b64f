"""The users.*, team.info and bots.info methods."""

from emulators.slack.errors import Refused
from emulators.slack.request import Asked, Method
from emulators.slack.shapes import user_json
from emulators.slack.state import Json, User


def info(asked: Asked) -> Json:
    return {"user": _shown(asked, asked.slack.user(asked.text("user"), asked.team.id))}


def list_users(asked: Asked) -> Json:
    everybody = [user for user in asked.slack.world.users.values() if user.team == asked.team.id]
    rows, cursor = asked.page(everybody, 1000)
    shown = [_shown(asked, user) for user in rows]
    return {"members": shown, "cache_ts": int(asked.slack.now()), "response_metadata": {"next_cursor": cursor}}


def by_email(asked: Asked) -> Json:
    """Nobody with this address: `users_not_found`, in the plural, unlike users.info."""
    wanted = asked.text("email").lower()
    for user in asked.slack.world.users.values():
        if user.team == asked.team.id and user.email.lower() == wanted and not user.deleted:
            return {"user": _shown(asked, user)}
    raise Refused("users_not_found")


def team_info(asked: Asked) -> Json:
    team = asked.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def bot_info(asked: Asked) -> Json:
    team = asked.team
    if asked.params.get("bot", team.bot_id) != team.bot_id:
        raise Refused("bot_not_found")
    bot = {"id": team.bot_id, "deleted": False, "name": "tertulia", "app_id": "A1", "user_id": team.bot_user}
    return {"bot": {**bot, "updated": 0, "icons": {}}}


def _shown(asked: Asked, user: User) -> Json:
    with_email = "users:read.email" in asked.team.scopes
    return user_json(user, asked.slack.now(), with_email=with_email, with_locale=asked.flag("include_locale"))


METHODS = {
    "users.info": Method(info, "users:read", tier=4),
    "users.list": Method(list_users, "users:read", tier=2),
    "users.lookupByEmail": Method(by_email, "users:read.email"),
    "team.info": Method(team_info, "team:read"),
    "bots.info": Method(bot_info, "users:read"),
}
