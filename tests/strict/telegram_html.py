"""A second, independent reading of Telegram's HTML, made with the standard library's parser."""

from html.parser import HTMLParser

ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "span": frozenset({"class"}),
    "code": frozenset({"class"}),
    "blockquote": frozenset({"expandable"}),
    "tg-emoji": frozenset({"emoji-id"}),
    "tg-time": frozenset({"unix", "format"}),
} | dict.fromkeys(["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "pre"], frozenset())
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


class MarkupError(ValueError):
    """Markup that Telegram does not take, or not in the way it is meant."""


class _Strict(HTMLParser):
    """Stricter than the platform: every `<` and `&` that is not markup has to be escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ATTRIBUTES:
            raise MarkupError(f"<{tag}> is no tag of Telegram's")
        names = {name for name, _ in attrs}
        if names - ATTRIBUTES[tag]:
            raise MarkupError(f"<{tag}> has no attribute {', '.join(sorted(names - ATTRIBUTES[tag]))}")
        if tag == "a" and not dict(attrs).get("href"):
            raise MarkupError("<a> needs an href")
        if tag == "span" and dict(attrs).get("class") != "tg-spoiler":
            raise MarkupError('<span> must have class "tg-spoiler"')
        if tag == "blockquote" and "blockquote" in self.open:
            raise MarkupError("<blockquote> cannot be nested")
        if "pre" in self.open and tag != "code":
            raise MarkupError(f"<{tag}> inside <pre>")
        if "code" in self.open:
            raise MarkupError(f"<{tag}> inside <code>")
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raise MarkupError(f"<{tag}/> is no tag of Telegram's ({len(attrs)} attributes)")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise MarkupError(f"</{tag}> ends nothing that is open")

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            raise MarkupError(f"an unescaped {'<' if '<' in data else '&'}")
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        if name not in REFERENCES:
            raise MarkupError(f"&{name}; is not known to Telegram")
        self.text.append(REFERENCES[name])

    def handle_charref(self, name: str) -> None:
        code = int(name[1:], 16) if name.lower().startswith("x") else int(name)
        self.text.append(chr(code))

    def handle_comment(self, data: str) -> None:
        raise MarkupError(f"a comment: {data[:20]}")

    def handle_decl(self, decl: str) -> None:
        raise MarkupError(f"a declaration: {decl[:20]}")

    def unknown_decl(self, data: str) -> None:
        raise MarkupError(f"a declaration: {data[:20]}")

    def handle_pi(self, data: str) -> None:
        raise MarkupError(f"an instruction: {data[:20]}")


def visible_text(markup: str) -> str:
    """What people will read; raises `MarkupError` for markup that is not clean."""
    parser = _Strict()
    parser.feed(markup)
    left = parser.rawdata
    parser.close()
    if parser.open:
        raise MarkupError(f"<{parser.open[-1]}> is never closed")
    if left.startswith("<"):
        raise MarkupError("a tag that does not end")
    return "".join(parser.text)
