"""Files: uploaded in three steps (an address, the bytes, complete and share), and fetched by whoever may read them."""

from emulators.slack.core import Core
from emulators.slack.errors import Refused, invalid_arguments
from emulators.slack.request import Asked, Method
from emulators.slack.shapes import file_json
from emulators.slack.state import File, Json, Message

PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def upload_url(asked: Asked) -> Json:
    length = asked.whole("length", 0)
    if length <= 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    file = File(asked.slack.number("F00"), asked.text("filename"), asked.team.id, length)
    asked.slack.world.files[file.id] = file
    return {"upload_url": f"{asked.slack.base_url}/upload/{file.id}", "file_id": file.id}


def receive(core: Core, file_id: str, content: bytes) -> str:
    """The bytes themselves; the answer is words, not JSON."""
    file = core.world.files.get(file_id)
    if file is None or file.complete:
        raise Refused("not_found", status=404)
    if len(content) != file.length:
        raise Refused("length_mismatch", status=400)
    file.content = content
    return f"OK - {len(content)}"


def complete(asked: Asked) -> Json:
    """Title the files, and share them where a channel is named."""
    wanted = asked.params.get("files")
    if not isinstance(wanted, list) or not wanted:
        raise invalid_arguments("missing required field: files")
    files = [asked.slack.file(str(one.get("id")), asked.team.id) for one in wanted]
    if any(len(file.content) != file.length for file in files):
        raise Refused("file_not_found")
    channel = asked.joined("channel_id") if asked.params.get("channel_id") else None
    for file, one in zip(files, wanted, strict=True):
        file.title, file.complete = str(one.get("title") or file.name), True
        file.looks = asked.slack.slow_files
        file.mimetype = file.mimetype or _kind(file.content)
    if channel is not None:
        _share(asked, channel.id, files)
    return {"files": [file_json(file) for file in files]}


def _kind(content: bytes) -> str:
    """What Slack finds it to be; only pictures matter here."""
    return next((kind for start, kind in PICTURES.items() if content.startswith(start)), "application/octet-stream")


def _share(asked: Asked, channel: str, files: list[File]) -> None:
    """The files appear as one message of the bot."""
    text = str(asked.params.get("initial_comment") or "")
    author = asked.team.bot_user
    message = Message(asked.slack.ts(), channel, author, text, from_bot=True, subtype="file_share")
    message.files = [file.id for file in files]
    asked.slack.add(message)


def info(asked: Asked) -> Json:
    """One file, with the address that gives its bytes to a token; what it is, Slack may still be looking."""
    file = asked.slack.file(asked.text("file"), asked.team.id)
    shown = file_json(file, asked.slack.base_url)
    if file.looks:
        file.looks -= 1
        shown.pop("mimetype", None)
    return {"file": shown}


def fetched(core: Core, place: str, token: str | None) -> File | None:
    """The file at a private address; None where Slack would show a page to log in instead."""
    team, _, number = place.partition("-")
    owner = core.world.teams.get(core.world.tokens.get(token or "", ""))
    file = core.world.files.get(number)
    if owner is None or token in core.world.revoked or "files:read" not in owner.scopes:
        return None
    return file if file and file.complete and team == file.team == owner.id else None


METHODS = {
    "files.info": Method(info, "files:read", tier=4),
    "files.getUploadURLExternal": Method(upload_url, "files:write", tier=4),
    "files.completeUploadExternal": Method(complete, "files:write", tier=4),
}
