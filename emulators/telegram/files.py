"""Photos and documents: taken from a call, kept, and given out again."""

import struct
from urllib.parse import urlsplit

from emulators.telegram.errors import ApiError, bad
from emulators.telegram.model import Payload, StoredFile
from emulators.telegram.params import Params, Upload
from emulators.telegram.world import World

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 10 * MEGABYTE
LARGEST_UPLOAD = 50 * MEGABYTE
LARGEST_DOWNLOAD = 20 * MEGABYTE
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")


def _keep(world: World, upload: Upload, folder: str) -> StoredFile:
    if not upload.content:
        raise bad("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
    path = f"{folder}/file_{len(world.files) + 1}.{suffix if suffix.isalnum() else 'bin'}"
    stored = StoredFile(world.fresh("file"), upload.name, upload.mime, upload.content, path)
    world.files[stored.id] = stored
    return stored


def _described(stored: StoredFile) -> Payload:
    return {"file_id": stored.id, "file_unique_id": stored.id[:12], "file_size": len(stored.content)}


def keep_document(world: World, upload: Upload) -> Payload:
    """Store a file and give the API's `Document`."""
    return _document(_keep(world, upload, "documents"))


def keep_photo(world: World, upload: Upload) -> Payload:
    """Store a picture and give the API's `PhotoSize`; what is no picture is refused."""
    if len(upload.content) > LARGEST_PHOTO:
        raise bad(f"file of size {len(upload.content)} bytes is too big for a photo; the maximum is 10485760 bytes")
    if upload.content and not upload.content.startswith(PICTURES):
        raise bad("IMAGE_PROCESS_FAILED")
    return _photo(_keep(world, upload, "photos"))


def _document(stored: StoredFile) -> Payload:
    return _described(stored) | {"file_name": stored.name, "mime_type": stored.mime}


def _photo(stored: StoredFile) -> Payload:
    width, height = 800, 600
    if stored.content.startswith(PICTURES[0]) and len(stored.content) >= 24:
        width, height = struct.unpack(">II", stored.content[16:24])
    return _described(stored) | {"width": width, "height": height}


def attached(world: World, params: Params, kind: str) -> Payload:
    """The photo or document of a call: an upload, or the id of a file that was sent before."""
    given = params.file(kind)
    if isinstance(given, Upload):
        return keep_photo(world, given) if kind == "photo" else keep_document(world, given)
    if not given:
        raise bad(f"there is no {kind} in the request")
    if urlsplit(given).scheme in {"http", "https"}:
        raise bad("failed to get HTTP URL content")  # this Telegram fetches nothing
    return _known(world, given, kind)


def _known(world: World, given: str, kind: str) -> Payload:
    """What was sent before, by the id that the bot was given for it; a photo stays a photo, and a document one."""
    stored = world.files.get(given)
    if stored is None:
        raise bad("wrong file identifier/HTTP URL specified")
    was = "photo" if stored.path.startswith("photos/") else "document"
    if was != kind:
        raise bad(f"can't use file of type {was.capitalize()} as {kind.capitalize()}")
    return _photo(stored) if kind == "photo" else _document(stored)


def get_file(world: World, params: Params) -> Payload:
    """Where a file can be fetched."""
    if not params.text("file_id"):
        raise bad("file_id not specified")
    stored = world.files.get(params.text("file_id"))
    if stored is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return _described(stored) | {"file_path": stored.path}


def by_path(world: World, path: str) -> StoredFile | None:
    """The file that a download address names."""
    return next((stored for stored in world.files.values() if stored.path == path), None)
