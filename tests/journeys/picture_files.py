"""Small pictures for journeys, made of the bytes that each kind is made of."""

import struct
import zlib

ALICANTE = b"GPS 38.345 N 0.481 W"
"""What a camera writes beside a picture, and nobody here may read."""


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 8, height: int = 6, more: bytes = b"") -> bytes:
    """A whole PNG with a line on where it was made."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress((b"\0" + bytes((200, 90, 60)) * width) * height)
    told = _chunk(b"tEXt", b"Comment\0" + ALICANTE + more)
    return b"\x89PNG\r\n\x1a\n" + head + told + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 6, turned: int = 6) -> bytes:
    """The segments of a JPEG as a telephone writes them: which side is up, where it was, and the picture."""
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, turned, 0, 0) + ALICANTE
    exif = b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff
    jfif = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01"
    comment = b"\xff\xfe" + struct.pack(">H", len(ALICANTE) + 2) + ALICANTE
    return (
        b"\xff\xd8"
        + jfif
        + exif
        + comment
        + frame
        + b"\xff\xda\x00\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0"
        + b"\x2a\xff\xd9"
    )
