"""The tiny markup of all texts: `*bold*`, `_italic_`, `` `code` ``, `[label](https://…)`, backslash escapes (pure)."""

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

SPECIAL = "\\*_`[]"
_ESCAPE = re.compile(r"([\\*_`\[\]])")
_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\(((?:https?://|tg://|mailto:)[^\s()<>\"]+)\)")
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Span(NamedTuple):
    """A run of text in one style; `url` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str | None = None


STYLES = MappingProxyType({"*": Span("", bold=True), "_": Span("", italic=True), "`": Span("", code=True)})


_BODY = MappingProxyType({mark: re.compile(rf"(?:[^\\{mark}]|\\.)*", re.DOTALL) for mark in STYLES})
"""What stands between a mark and the next of its kind; what a backslash precedes is none."""


def escape(value: object) -> str:
    """What a person wrote, made inert: control characters and lone surrogates go, markup is shown as written."""
    return _ESCAPE.sub(r"\\\1", clean(str(value)))


def clean(text: str) -> str:
    """Text that every platform can carry: no control characters but tab and newline, no lone surrogates."""
    if text.isprintable() or not _UNSAFE.search(text):  # a carriage return is among what is not safe
        return text
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def parse(text: str) -> tuple[Span, ...]:
    """Spans of `text`; an unclosed mark is shown as written, so no input is an error."""
    spans: list[Span] = []
    _parse_into(spans, clean(text), Span(""))
    return _joined(spans)


def _parse_into(spans: list[Span], text: str, style: Span) -> None:
    position, plain = 0, ""
    while position < len(text):
        special = _ESCAPE.search(text, position)
        if special is None:
            plain += text[position:]
            break
        plain, position, char = plain + text[position : special.start()], special.start(), special[0]
        if char == "\\" and position + 1 < len(text) and text[position + 1] in SPECIAL:
            plain, position = plain + text[position + 1], position + 2
            continue
        inner = _marked(text, position) if char in "*_`[" else None
        if inner is None:
            plain, position = plain + char, position + 1
            continue
        if plain:
            spans.append(_styled(plain, style))
        plain, (body, changed, position) = "", inner
        if changed.code:
            spans.append(_styled(_unescaped(body), _merged(style, changed)))
        else:
            _parse_into(spans, body, _merged(style, changed))
    if plain:
        spans.append(_styled(plain, style))


def _marked(text: str, start: int) -> tuple[str, Span, int] | None:
    """The body of the mark that opens at `start`, its style, and where it ends; None when it never closes."""
    if text[start] == "[":
        link = _LINK.match(text, start)
        return (link[1], Span("", url=link[2]), link.end()) if link else None
    mark = text[start]
    if mark != "`" and start and (text[start - 1].isalnum()):
        return None
    body = _BODY[mark].match(text, start + 1)
    end = body.end() if body else start + 1
    if text[end : end + 1] != mark or end == start + 1:
        return None
    return text[start + 1 : end], STYLES[mark], end + 1


def _styled(text: str, style: Span) -> Span:
    return Span(text, style.bold, style.italic, style.code, style.url)


def _merged(outer: Span, inner: Span) -> Span:
    return Span(
        "", outer.bold or inner.bold, outer.italic or inner.italic, outer.code or inner.code, inner.url or outer.url
    )


def _unescaped(body: str) -> str:
    return re.sub(r"\\([\\*_`\[\]])", r"\1", body)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        if result and result[-1][1:] == span[1:]:
            result[-1] = _styled(result[-1].text + span.text, span)
        else:
            result.append(span)
    return tuple(result)


def plain(text: str) -> str:
    """The text as a person reads it without any styling; a link shows its address after its label."""
    return "".join(f"{s.text} ({s.url})" if s.url and s.url != s.text else s.text for s in parse(text))


def clipped(text: str, limit: int, size: Callable[[str], int] = len) -> str:
    """`text` within `limit` units, cut at a code point with an ellipsis; `size` counts as the platform counts."""
    if size(text) <= limit:
        return text
    while text and size(text) > limit - 1:
        text = text[: min(len(text) - 1, int(len(text) * limit / size(text)))]
    return text.rstrip() + "…"


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
