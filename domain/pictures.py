"""What may be a picture here: its kind and size by its own bytes, and what its camera wrote into it taken out."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, error, pack, unpack_from

from domain.errors import Refused

LARGEST = 5_000_000
"""Bytes: the smallest of the platforms' and channels' limits (X's; Telegram takes 10 MB, Slack more)."""
LONGEST, STEEPEST = 10_000, 20
"""Telegram: width and height together, and how many times one may be the other."""
ALT = 300
"""Characters of what is on it; every platform takes as many."""
PNG, JPEG, GIFS = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"GIF87a", b"GIF89a")
KINDS = frozenset({"image/png", "image/jpeg", "image/gif"})
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
TOLD = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
"""Chunks of a PNG that speak of its maker."""
PLAIN = frozenset({0xE0, 0xE2, 0xEE})
"""Segments of a JPEG that its colours need; the other application segments and comments tell of place and camera."""
_CHUNK = Struct(">I4s")


@dataclass(frozen=True)
class Picture:
    """A picture that every platform takes."""

    content: bytes
    mime: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """What its file is called; what its sender called it may say who they are."""
        return f"picture.{ENDINGS[self.mime]}"


def announced(mime: str, size: int) -> None:
    """Look at what a platform says of a file before it is fetched; its bytes are looked at all the same.

    Raises:
        Refused: it is no picture, or too large.
    """
    if mime and mime not in KINDS:
        raise Refused("That is no picture I can show. Send a JPEG, a PNG or a GIF.")
    if size > LARGEST:
        raise too_large()


def too_large() -> Refused:
    """What is said of a file that is larger than the channels take."""
    return Refused("That picture is larger than {n} MB. Send a smaller one, or send it as a photo.", n=5)


def read(content: bytes) -> Picture:
    """The picture in these bytes, without what its camera or program wrote about place and person.

    Raises:
        Refused: there is none, or one that not every platform takes.
    """
    if len(content) > LARGEST:
        raise too_large()
    try:
        found = _read(content)
    except (error, IndexError, ValueError):
        found = None
    if found is None or not (found.width and found.height):
        raise Refused("I cannot read that picture. Send a JPEG, a PNG or a GIF.")
    short, long = sorted((found.width, found.height))
    if short + long > LONGEST or long > STEEPEST * short:
        raise Refused("That picture is too long or too wide. Crop it, and send it again.")
    return found


def _read(content: bytes) -> Picture | None:
    if content.startswith(PNG):
        width, height = unpack_from(">II", content, 16)
        return Picture(_bare_png(content), "image/png", width, height)
    if content.startswith(GIFS):
        width, height = unpack_from("<HH", content, 6)
        return Picture(content, "image/gif", width, height)
    return _jpeg(content) if content.startswith(JPEG) else None


def _bare_png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(content):
        length, kind = _CHUNK.unpack_from(content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("cut off")
        if kind not in TOLD:
            kept.append(content[at:end])
        at = len(content) if kind == b"IEND" else end  # what hangs behind the end belongs to no picture
    return b"".join(kept)


def _jpeg(content: bytes) -> Picture | None:
    """Segment by segment up to the picture itself, which is kept as it is."""
    kept, size, turned = [content[:2]], None, 1
    for mark, start, end in _segments(content):
        if mark == 0xDA:
            body = b"".join([*kept[:1], _turn(turned), *kept[1:], content[start:]])
            return Picture(body, "image/jpeg", *size) if size else None
        if mark == 0xE1 and content[start + 4 : start + 10] == b"Exif\0\0":
            turned = _orientation(content[start + 10 : end])
        if 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:
            height, width = unpack_from(">HH", content, start + 5)
            size = (width, height)
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark in PLAIN:
            kept.append(content[start:end])
    return None


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Mark, beginning and end of each segment; the last is the beginning of the picture itself."""
    at = 2
    while content[at] == 0xFF:
        if content[at + 1] == 0xFF:  # filling
            at += 1
            continue
        end = at + 2 + unpack_from(">H", content, at + 2)[0]
        if end > len(content):
            raise ValueError("cut off")
        yield content[at + 1], at, end
        at = end


def _orientation(tiff: bytes) -> int:
    """How the camera was held, 1 to 8; 1 where it is not said or cannot be read."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = unpack_from(f"{order}I", tiff, 4)
        (count,) = unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, _, _, value = unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except (KeyError, error):
        pass
    return 1


def _turn(orientation: int) -> bytes:
    """The one word of a camera's that a picture needs: which side is up."""
    if orientation == 1:
        return b""
    tiff = pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return pack(">HH", 0xFFE1, 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff
