"""Who the bot is and how it got in: auth.test, OAuth, and the address of a socket."""

import hmac
from urllib.parse import urlencode, urlsplit

from emulators.slack.core import APP_ID, Core
from emulators.slack.errors import Refused, invalid_arguments
from emulators.slack.request import Asked, Method
from emulators.slack.state import Json

CLIENT_ID, CLIENT_SECRET = "1.1", "client-secret"


def auth_test(asked: Asked) -> Json:
    team = asked.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": "tertulia",
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


async def connections_open(asked: Asked) -> Json:
    return {"url": await asked.slack.door.address()}


def authorize(core: Core, query: dict[str, str]) -> str:
    """A person agreed to install the app: where their browser goes next, with a code worth one exchange."""
    target = query.get("redirect_uri", "")
    if query.get("client_id") != CLIENT_ID or urlsplit(target).scheme not in ("http", "https"):
        raise Refused("bad_redirect_uri" if query.get("client_id") == CLIENT_ID else "invalid_client_id", status=400)
    waiting = [team.id for team in core.world.teams.values() if not team.installed]
    team_id = query.get("team") or (waiting[0] if waiting else "T1")
    if team_id not in core.world.teams:
        raise Refused("invalid_team_for_non_distributed_app", status=400)
    code = core.number("code-")
    core.world.codes[code] = team_id
    glue = "&" if urlsplit(target).query else "?"
    return f"{target}{glue}{urlencode({'code': code, 'state': query.get('state', '')})}"


def access(core: Core, params: Json, basic: tuple[str, str] | None) -> Json:
    """The code becomes a bot token; each installation has a new one."""
    client, secret = basic or (str(params.get("client_id", "")), str(params.get("client_secret", "")))
    if client != CLIENT_ID:
        raise Refused("invalid_client_id")
    if not hmac.compare_digest(secret.encode(), CLIENT_SECRET.encode()):
        raise Refused("bad_client_secret")
    if not params.get("code"):
        raise invalid_arguments("missing required field: code")
    team_id = core.world.codes.pop(str(params["code"]), None)
    if team_id is None:
        raise Refused("invalid_code")
    return _installed(core, team_id)


def _installed(core: Core, team_id: str) -> Json:
    team = core.world.teams[team_id]
    token = core.number(f"xoxb-{team_id}-")
    core.world.tokens[token] = team_id
    team.installed = True
    core.changed()
    people = [user.id for user in core.world.users.values() if user.team == team_id and not user.is_bot]
    return {
        "access_token": token,
        "token_type": "bot",
        "scope": ",".join(team.scopes),
        "bot_user_id": team.bot_user,
        "app_id": APP_ID,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "authed_user": {"id": people[0] if people else team.bot_user},
        "is_enterprise_install": False,
    }


METHODS = {
    "auth.test": Method(auth_test, tier=0),
    "apps.connections.open": Method(connections_open, tier=1),
}
