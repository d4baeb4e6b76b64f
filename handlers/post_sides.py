"""Where a post goes, and what a channel says of it in words of its own."""

from bot.context import Ctx
from bot.markup import clean
from bot.router import Open, Reply, Router
from domain.errors import Refused
from domain.posts import Step
from handlers import post_cards as cards
from handlers.post_change import changed
from handlers.post_forms import OnChannel, OwnForm
from handlers.post_look import channels_of, look
from handlers.post_standing import allowed, number, shown
from storage import post_channels, post_variants
from storage.post_channels import Channel
from storage.posts import Post

router = Router()
SAME = "-"


@router.press(OnChannel)
def on_channel(ctx: Ctx, tap: OnChannel) -> Reply:
    """Post it there or not, or write that channel's own words."""
    one = allowed(ctx, tap.post, Step.EDIT)
    channel = _of(ctx, one, tap.channel)
    chosen = {variant.channel_id: variant for variant in post_variants.variants(ctx.db, one.id)}
    if tap.words and channel.id in chosen:
        own = chosen[channel.id].text
        return Open(OwnForm(one.text if own is None else own, str(one.id), str(channel.id)))
    if channel.id not in chosen and not channel.enabled:
        raise Refused("{name} is switched off: a manager can switch it on under `post channels`.", name=channel.name)
    post_variants.choose(ctx.db, one.id, channel.id, on=channel.id not in chosen)
    one = changed(ctx, one)
    return cards.channels(look(ctx.db, one, ctx.now), channels_of(ctx.db, one.community_id, ctx.now), ctx.t)


@router.form(OwnForm)
def own(ctx: Ctx, form: OwnForm) -> Reply:
    """Keep a channel's own words."""
    one = allowed(ctx, number(form.post), Step.EDIT)
    channel, text = _of(ctx, one, number(form.channel)), clean(form.text).strip()
    post_variants.change(ctx.db, one.id, channel.id, text=None if text in {"", SAME, one.text} else text)
    return shown(ctx, changed(ctx, one), replace=False)


def _of(ctx: Ctx, one: Post, channel_id: int) -> Channel:
    channel = post_channels.channel(ctx.db, channel_id)
    if channel is None or channel.community_id != one.community_id:
        raise Refused("There is no such channel here.", "post")
    return channel
