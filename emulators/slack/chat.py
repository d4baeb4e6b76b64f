"""The chat.* methods."""

from emulators.slack import posting
from emulators.slack.errors import Refused
from emulators.slack.request import Asked, Method
from emulators.slack.shapes import message_json
from emulators.slack.state import Json, Message


def post_message(asked: Asked) -> Json:
    channel = asked.joined()
    message = posting.post(asked.slack, channel, asked.team, asked.params)
    shown = message_json(asked.slack.world, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(asked: Asked) -> Json:
    channel = asked.joined()
    user = asked.slack.user(asked.text("user"), asked.team.id)
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    message = posting.post(asked.slack, channel, asked.team, asked.params, only_for=user.id)
    return {"message_ts": message.ts}


def update(asked: Asked) -> Json:
    message = _own(asked, "cant_update_message")
    given: Json = {
        name: asked.params[name] for name in ("text", "blocks", "attachments", "metadata") if name in asked.params
    }
    posting.change(asked.slack, message, given)
    shown = message_json(asked.slack.world, message, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def delete(asked: Asked) -> Json:
    message = _own(asked, "cant_delete_message")
    asked.slack.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(asked: Asked) -> Json:
    channel = asked.conversation()
    message = asked.slack.message(channel.id, asked.text("message_ts"))
    place = f"https://{asked.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": place}


def _own(asked: Asked, refusal: str) -> Message:
    """A message of the bot itself; here a person's id is no channel."""
    channel = asked.slack.channel_of(asked.text("channel"), asked.team.id)
    message = asked.slack.message(channel.id, asked.text("ts"))
    if message.author != asked.team.bot_user:
        raise Refused(refusal)
    return message


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write", tier=0),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", tier=4),
    "chat.update": Method(update, "chat:write", tier=3),
    "chat.delete": Method(delete, "chat:write", tier=3),
    "chat.getPermalink": Method(permalink),
}
