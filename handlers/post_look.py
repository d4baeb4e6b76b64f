"""A post looked at whole: what each channel would say and cost, who is named, and what stands in its way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.delivery import State as Sent
from domain.post_checks import (
    ALIKE,
    Found,
    Trouble,
    fingerprint,
    funder_troubles,
    picture_troubles,
    said_troubles,
    text_troubles,
)
from domain.post_money import month
from domain.post_people import whole
from domain.post_rulers import Ruler, ruler_of
from domain.post_slots import Manners, loaded
from domain.post_threads import TooLong, thread
from storage import people, post_channels, post_consents, post_pictures, post_variants
from storage.people import Community
from storage.post_channels import Channel, Setting
from storage.post_consents import Named
from storage.post_variants import Variant
from storage.posts import Post

DRY_RUN = "dryrun"


@dataclass(frozen=True)
class Side:
    """A post on one channel: its words, as the posts that they make there, and what those cost."""

    channel: Channel
    variant: Variant
    text: str
    ruler: Ruler
    parts: tuple[str, ...]

    @property
    def price(self) -> int:
        """Thousandths; of what is out already what it did cost."""
        return self.channel.price.of(self.parts) if self.variant.state == Sent.PENDING else self.variant.price


@dataclass(frozen=True)
class Look:
    """Everything that its card shows."""

    post: Post
    author: str
    sides: tuple[Side, ...]
    named: tuple[Named, ...]
    found: tuple[Found, ...]
    setting: Setting
    zone: str
    words: str
    print: str
    picture: bool
    alt: str
    logo: bool
    """Somebody said that the funder's logo is on the picture."""

    @property
    def stopping(self) -> tuple[Found, ...]:
        """What has to be mended before anybody approves it."""
        return tuple(one for one in self.found if one.trouble.stops)

    @property
    def price(self) -> int:
        """Thousandths, on all channels together."""
        return sum(side.price for side in self.sides)

    def on(self, channel_id: str) -> str:
        """The name of a channel that a trouble is about."""
        return next((side.channel.name for side in self.sides if str(side.channel.id) == channel_id), "")


def look(db: Connection, one: Post, now: datetime) -> Look:
    """Look at a post as it stands at this moment."""
    community = people.get_community(db, one.community_id)
    zone = community.zone if community else "UTC"
    author = people.get(db, one.author_id) if one.author_id else None
    picture = post_pictures.get(db, one.id)
    sides = _sides(db, one, picture=picture is not None)
    alt = picture.alt if picture else ""
    words = words_of(one, [side.variant for side in sides], alt)
    agreed = fingerprint(words)
    named = tuple(post_consents.named(db, one.id))
    setting = post_channels.setting(db, one.community_id)
    found = [
        *picture_troubles(picture.content if picture else b"", alt),
        *([Found(Trouble.NO_LOGO)] if setting.logo and not (picture and picture.logo) else []),
        *_about_words(one, sides, setting),
        *[Found(Trouble.NO_CONSENT, what=person.name) for person in named if not person.agreed(agreed)],
        *_about_others(db, one, sides, one.due or now, zone),
    ]
    return Look(
        one,
        author.name if author else "",
        sides,
        named,
        tuple(found),
        setting,
        zone,
        words,
        agreed,
        picture is not None,
        alt,
        bool(picture and picture.logo),
    )


def words_of(one: Post, variants: list[Variant], alt: str = "") -> str:
    """All that it lets anybody read: what a consent is given to."""
    return whole(one.text, [variant.text for variant in variants], one.warning, alt)


def agreed_print(db: Connection, one: Post) -> str:
    """The fingerprint of its words as they stand, for whoever asks whether everybody agreed to them."""
    picture = post_pictures.get(db, one.id)
    return fingerprint(words_of(one, post_variants.variants(db, one.id), picture.alt if picture else ""))


def _sides(db: Connection, one: Post, *, picture: bool) -> tuple[Side, ...]:
    channels = {channel.id: channel for channel in post_channels.channels(db, one.community_id)}
    found = []
    for variant in post_variants.variants(db, one.id):
        channel = channels[variant.channel_id]
        text = one.text if variant.text is None else variant.text
        ruler = ruler_of(channel.kind, channel.most, picture=picture)
        found.append(Side(channel, variant, text, ruler, _parts(text, ruler)))
    return tuple(found)


def _parts(text: str, ruler: Ruler) -> tuple[str, ...]:
    try:
        return thread(text, ruler)
    except TooLong:
        return ()


def _about_words(one: Post, sides: tuple[Side, ...], setting: Setting) -> list[Found]:
    texts = {str(side.channel.id): side.text for side in sides} or {"": one.text}
    rulers = {str(side.channel.id): side.ruler for side in sides} or {"": ruler_of(DRY_RUN)}
    found = text_troubles(texts, rulers)
    return [*found, *(funder_troubles(texts, setting.funder) if setting.funder else [])]


def _about_others(db: Connection, one: Post, sides: tuple[Side, ...], at: datetime, zone: str) -> list[Found]:
    """What the channels said before, and what their month costs; nobody asks that of what is out."""
    found = []
    for side in sides:
        channel, start_end = side.channel, month(at, zone)
        if side.variant.state != Sent.PENDING:
            continue
        said = post_variants.said(db, channel.id, at - ALIKE, at + ALIKE, but=one.id)
        found += said_troubles(side.text, str(channel.id), at, said)
        if not channel.price.within(post_variants.spent(db, channel.id, *start_end, but=one.id), side.parts):
            found.append(Found(Trouble.OVER_CAP, str(channel.id)))
    return found


def channels_of(db: Connection, community_id: int, now: datetime) -> list[Channel]:
    """Where a community posts; without any channel of its own, on one that publishes nothing."""
    found = post_channels.channels(db, community_id)
    return found or [post_channels.ensure(db, community_id, DRY_RUN, "Dry run", now)]


def manners(
    db: Connection, community: Community, channel: Channel, now: datetime, *, but: int = 0
) -> tuple[Manners, list[datetime]]:
    """What a channel keeps to, and when it posts other things."""
    setting = post_channels.setting(db, community.id)
    quiet = (setting.quiet_from, setting.quiet_until)
    kept = Manners(community.zone, loaded(channel.slots), timedelta(minutes=channel.gap), quiet)
    said = post_variants.said(db, channel.id, now - ALIKE, now + ALIKE * 2, but=but)
    return kept, [before.at for before in said]
