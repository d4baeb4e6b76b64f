"""What may be a picture: by its own bytes, within every platform's limits, without what a camera wrote into it."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import pictures as rules
from domain.errors import Refused
from tests.journeys.picture_files import ALICANTE, jpeg, png


@pytest.mark.parametrize(("content", "mime", "name"), [
    (png(), "image/png", "picture.png"),
    (jpeg(), "image/jpeg", "picture.jpg"),
    (b"GIF89a" + struct.pack("<HH", 8, 6) + bytes(8), "image/gif", "picture.gif"),
])  # fmt: skip
def test_each_kind_is_known_by_its_bytes(content: bytes, mime: str, name: str) -> None:
    found = rules.read(content)
    assert (found.mime, found.name, found.width, found.height) == (mime, name, 8, 6)


@pytest.mark.parametrize("content", [png(), jpeg()])
def test_where_it_was_made_is_taken_out(content: bytes) -> None:
    assert ALICANTE in content
    assert ALICANTE not in rules.read(content).content


@pytest.mark.parametrize("turned", range(1, 9))
def test_which_side_is_up_stays(turned: int) -> None:
    kept = rules.read(jpeg(turned=turned)).content
    assert (b"Exif\0\0" in kept) == (turned != 1)
    assert struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0) in kept or turned == 1
    assert rules.read(kept).content == kept, "what was read once stays as it is"


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    assert rules.read(png() + b"PK\x03\x04 an archive").content == rules.read(png()).content


@pytest.mark.parametrize(("content", "said"), [
    (b"", "I cannot read that picture"),
    (b"<svg onload=alert(1)>", "I cannot read that picture"),
    (b"%PDF-1.7", "I cannot read that picture"),
    (png()[:40], "I cannot read that picture"),
    (jpeg()[:30], "I cannot read that picture"),
    (png(0, 5), "I cannot read that picture"),
    (png(9_000, 1_001), "too long or too wide"),
    (png(210, 10), "too long or too wide"),
    (png() + bytes(rules.LARGEST), "larger than"),
])  # fmt: skip
def test_what_cannot_be_shown_everywhere_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        rules.read(content)


@pytest.mark.parametrize(("mime", "size", "taken"), [
    ("image/png", 10, True), ("", 0, True), ("image/jpeg", rules.LARGEST, True),
    ("image/jpeg", rules.LARGEST + 1, False), ("application/pdf", 10, False), ("image/svg+xml", 10, False),
])  # fmt: skip
def test_what_a_platform_says_is_the_first_look(mime: str, size: int, *, taken: bool) -> None:
    if taken:
        rules.announced(mime, size)
        return
    with pytest.raises(Refused):
        rules.announced(mime, size)


@given(st.binary(max_size=300), st.sampled_from([b"", png()[:33], jpeg()[:24], rules.PNG, b"\xff\xd8\xff", b"GIF89a"]))
def test_any_bytes_are_a_picture_or_refused(tail: bytes, head: bytes) -> None:
    try:
        found = rules.read(head + tail)
    except Refused:
        return
    assert found.mime in rules.KINDS
    assert len(found.content) <= len(head + tail)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_a_spoilt_photo_never_breaks(at: int, spoilt: bytes) -> None:
    content = jpeg()
    try:
        rules.read(content[:at] + spoilt + content[at + len(spoilt) :])
    except Refused:
        return
