"""A shared location: the clock and the city are read off it, then it is forgotten."""

from bot.context import Ctx
from bot.incoming import Happened
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain.errors import Refused
from domain.roles import Role
from matching import places, zones
from storage import people

router = Router()


@router.happened("location", role=Role.MEMBER)
def located(ctx: Ctx, what: Happened) -> Reply:
    """Set the clock, propose the nearest city; the point itself is stored nowhere."""
    point = _point(what.values)
    if zone := zones.at(point):
        people.set_member(ctx.db, ctx.me, zone=zone)
        ctx.look_again()
    t, name, zone = ctx.t, places.nearest(point), ctx.member.zone
    if not name:
        text = t("*I know no city near there.*\nYour clock is {zone}. I have forgotten where you are.", zone=zone)
        return Message(text, row(Button(t("Type the city"), Run("profile", "city"), style="primary")))
    text = t("*{city}?*\nYour clock is {zone}. I have forgotten where exactly you are.", city=name, zone=zone)
    yes = Button(t("Yes"), Run.within("profile", f"city {name}"), style="primary")
    return Message(text, row(yes, Button(t("No, another"), Run("profile", "city"))))


def _point(values: dict[str, str]) -> tuple[float, float]:
    """Latitude and longitude, if they are on this planet."""
    try:
        latitude, longitude = float(values["lat"]), float(values["lon"])
    except (KeyError, ValueError):
        latitude = longitude = 999.0
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused("I could not read that location. Please type your city.", next_step="profile")
    return latitude, longitude
