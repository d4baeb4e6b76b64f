"""What a person types, as Slack passes it on: escaped, with links marked, and as a rich_text block."""

import re

from emulators.slack.state import Json

_LINK = re.compile(r"(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)])|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")


def escaped(text: str) -> str:
    """Slack's three entities; nobody can type a real `<!channel>`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_text(typed: str) -> str:
    """The `text` of the event: entities, links in angle brackets."""
    parts, end = [], 0
    for link in _LINK.finditer(typed):
        parts.append(escaped(typed[end : link.start()]))
        shown = escaped(link.group())
        parts.append(f"<{shown}>" if link["url"] else f"<mailto:{shown}|{shown}>")
        end = link.end()
    return "".join([*parts, escaped(typed[end:])])


def as_blocks(typed: str, block_id: str, *, mention: str | None = None) -> list[Json]:
    """The `blocks` of the event: what was typed, letter for letter."""
    spans: list[Json] = [{"type": "user", "user_id": mention}] if mention else []
    text = f" {typed}" if mention else typed
    end = 0
    for link in _LINK.finditer(text):
        spans += [{"type": "text", "text": text[end : link.start()]}] if link.start() > end else []
        url = link.group() if link["url"] else f"mailto:{link.group()}"
        spans.append({"type": "link", "url": url, **({} if link["url"] else {"text": link.group()})})
        end = link.end()
    spans += [{"type": "text", "text": text[end:]}] if end < len(text) else []
    section = {"type": "rich_text_section", "elements": spans}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]
