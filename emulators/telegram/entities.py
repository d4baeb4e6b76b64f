"""Reads Telegram's HTML into plain text and entities, refusing what the platform refuses."""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from emulators.telegram.errors import bad
from emulators.telegram.model import Payload
from emulators.telegram.utf16 import cut, has_lone_surrogate, units

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TOKEN = re.compile(
    r"""(?P<text>[^<&]+)
      | (?P<reference>&(?:lt|gt|amp|quot|\#[0-9]{1,7}|\#x[0-9a-fA-F]{1,6});)
      | </(?P<end>[^\s>]*)\s*>
      | <(?P<start>[^\s>/][^\s>]*)(?P<attributes>(?:\s+[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>
      | (?P<other>[<&])""",
    re.VERBOSE,
)
ATTRIBUTE = re.compile(r"""([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
SCHEMES = ("http", "https", "tg", "ton", "mailto")


@dataclass(frozen=True)
class Formatted:
    """Text as people read it, and which parts of it look how."""

    text: str
    entities: tuple[Payload, ...] = ()


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int
    extra: Payload = field(default_factory=dict)


class _Reader:
    """One pass over the markup; offsets in errors count bytes, offsets of entities UTF-16 units."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Payload] = []

    def read(self) -> Formatted:
        for token in TOKEN.finditer(self.source):
            self._take(token)
        if self.open:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return Formatted("".join(self.parts), tuple(self.entities))

    def _take(self, token: re.Match[str]) -> None:
        where = len(self.source[: token.start()].encode("utf-8"))
        if token["start"] is not None:
            self._begin(token["start"].lower(), token["attributes"], where)
        elif token["end"] is not None:
            self._end(token["end"].lower(), where)
        elif token["other"] == "<":
            raise _broken_tag(self.source[token.end() :], where)
        else:
            self._say(html.unescape(token[0]) if token["reference"] else token[0])

    def _say(self, text: str) -> None:
        if has_lone_surrogate(text) or "\x00" in text:
            raise _refused("Text contains invalid Unicode characters after decoding HTML entities")
        self.parts.append(text)
        self.length += units(text)

    def _begin(self, tag: str, written: str, where: int) -> None:
        if tag not in KINDS:
            raise _refused(f'Unsupported start tag "{tag}" at byte offset {where}')
        attributes = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in ATTRIBUTE.findall(written)
        }
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise _refused("Invalid custom emoji identifier specified")
        if tag == "tg-time" and not attributes.get("unix", "").isdigit():
            raise _refused("Invalid date-time specified")
        self.open.append(_Open(tag, attributes, self.length))

    def _end(self, tag: str, where: int) -> None:
        if not self.open:
            raise _refused(f"Unexpected end tag at byte offset {where}")
        last = self.open.pop()
        if tag and tag != last.tag:  # the platform lets `</>` close whatever is open
            raise _refused(f'Unmatched end tag at byte offset {where}, expected "</{last.tag}>", found "</{tag}>"')
        entity = self._entity(last)
        if entity is not None and self.length > last.offset:
            self.entities.append(entity | {"offset": last.offset, "length": self.length - last.offset} | last.extra)

    def _entity(self, tag: _Open) -> Payload | None:
        kind, attributes = KINDS[tag.tag], tag.attributes
        match kind:
            case "text_link":
                return _link(attributes.get("href") or cut("".join(self.parts), tag.offset, self.length - tag.offset))
            case "custom_emoji":
                return {"type": kind, "custom_emoji_id": attributes["emoji-id"]}
            case "date_time":
                time_format = {"date_time_format": attributes["format"]} if attributes.get("format") else {}
                return {"type": kind, "unix_time": int(attributes["unix"])} | time_format
            case "blockquote" if "expandable" in attributes:
                return {"type": "expandable_blockquote"}
            case "code" if self.open and self.open[-1].tag == "pre":
                language = attributes.get("class", "")
                if language.startswith("language-"):
                    self.open[-1].extra["language"] = language.removeprefix("language-")
                return None
        return {"type": kind}


def _refused(sentence: str) -> Exception:
    return bad(f"can't parse entities: {sentence}")


def _broken_tag(rest: str, where: int) -> Exception:
    """Why a `<` could not be read as a tag."""
    name = re.match(r"/?([^\s>]*)", rest)
    if rest.startswith("/"):
        return _refused(f"Unclosed end tag at byte offset {where}")
    if name is not None and name[1].lower() in KINDS:
        return _refused(f"Unclosed start tag at byte offset {where}")
    return _refused(f'Unsupported start tag "{name[1].lower() if name else ""}" at byte offset {where}')


def checked_url(url: str) -> str | None:
    """The address as Telegram keeps it, or None where it is none: a host needs a dot, so `localhost` is refused."""
    try:
        parts = urlsplit(url if "://" in url or url.startswith(("mailto:", "tg:")) else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or re.search(r"\s", url):
        return None
    if parts.scheme in {"http", "https"} and ("." not in host.strip(".") and ":" not in host):
        return None
    return parts.geturl()


def _link(url: str) -> Payload | None:
    """A link to nowhere stays plain text, as on the platform."""
    checked = checked_url(url)
    return None if checked is None else {"type": "text_link", "url": checked}


def parse_html(source: str) -> Formatted:
    """Plain text and entities of Telegram's HTML; raises `ApiError` where the platform would refuse it."""
    if has_lone_surrogate(source):
        raise bad("strings must be encoded in UTF-8")
    return tidied(_Reader(source).read())


def tidied(formatted: Formatted) -> Formatted:
    """As the platform stores it: trimmed, entities in order, none inside code."""
    text = formatted.text.replace("\r", "")
    kept = text.strip()
    skipped = len(text) - len(text.lstrip())  # blanks are one unit each
    fitted = [_shifted(entity, skipped, units(kept)) for entity in formatted.entities]
    entities = sorted((e for e in fitted if e["length"] > 0), key=lambda e: (e["offset"], -e["length"]))
    blocks = [e for e in entities if e["type"] in {"code", "pre"}]
    return Formatted(kept, tuple(e for e in entities if not any(_inside(e, block) for block in blocks)))


def _shifted(entity: Payload, skipped: int, length: int) -> Payload:
    start = max(0, entity["offset"] - skipped)
    end = min(length, entity["offset"] + entity["length"] - skipped)
    return entity | {"offset": start, "length": end - start}


def _inside(entity: Payload, block: Payload) -> bool:
    """Code shows its text as it is: what else was marked inside it is dropped."""
    return (
        entity is not block
        and block["offset"] <= entity["offset"]
        and entity["offset"] + entity["length"] <= block["offset"] + block["length"]
    )
