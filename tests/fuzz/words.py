"""What people and machines might write: every text that has ever broken a bot, and commands with such texts in them."""

import random
from collections.abc import Sequence
from typing import Any

ODD: Sequence[str] = (
    "",
    " ",
    "\n",
    "\u202egnirts desrever\u202c",
    "\u200b\u200b\u200b",
    "\u2060a\u200db\ufeffc",
    "🎨" * 4096,
    "👩‍👩‍👧‍👦" * 300,
    "🇪🇸🇮🇹" * 200,
    "\ud800",
    "a\udc00b\ud83d",
    "a" + "\u0301" * 1000,
    "Z" + "̸̧" * 500,
    "\x00\x01\x1b[31m\x7f",
    "<b>bold</b><a href='javascript:alert(1)'>x</a><script>",
    "</b></i></code></a>&lt;&#x3c;&amp;",
    "<!channel> <!here> <@U1> <#C1|general> <https://evil.example|bank>",
    "@everyone @channel @U1",
    "*bold _both `code [label](https://example.com) ~x~ |y|",
    "[a](tg://user?id=1) [b](javascript:x) [c](mailto:a@b.c)",
    "\\*\\_\\`\\[\\]\\",
    "{name} {0} {__class__} %s %(x)s ${7*7} {{7*7}} {% raw %} #{7}",
    "'; DROP TABLE member; --",
    "=cmd|' /C calc'!A0",
    "+1+1\t@SUM(A1)",
    "https://example.com/" + "x" * 3000,
    "http://[::1]:80/ http://a..b/ https://\u202e.com https://пример.рф",
    "x" * 40_000,
    "word " * 5000,
    "\n" * 4096,
    "ﷺ" * 1000,
    "𝕳𝖊𝖑𝖑𝖔 ｆｕｌｌ　ｗｉｄｔｈ",
    "مرحبا بالعالم שלום עולם",
    "ñandú ÇĞİÖŞÜ ß ﬁ",
    "Ⅷ ½ ² ٣ ７ 1e5 -0 ∞ NaN",
    "9" * 400,
    "-1",
    "0",
    "9223372036854775808",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "tomorrow at 25:61 until 31 February",
    "until 99999999999 days from 10000000 weeks ago",
    "3h web designer until Friday in Mallorca",
    "A ladder for two days",
    "design, drawing; photography",
    "skip",
    "back",
    "done",
    "cancel",
    "yes",
    "1",
    "2, 3",
    "/",
    "//",
    "/ need",
    "/start link_7F3A",
    "/start claim_" + "x" * 500,
    "/start join_\u0000",
    "/start=",
    "/NEED@tertulia_bot x",
    "!:need:",
    "~o",
    "null",
    "undefined",
    "true",
)
PLAUSIBLE: Sequence[str] = (
    "3h web designer until Friday",
    "a translator into Greek until 10 May",
    "a ladder for two days",
    "design, drawing; photography",
    "a room for twelve people on Tuesday evening",
    "Person 3",
    "Person 4 manager",
    "1",
    "off",
    "2 weeks",
    "es",
    "weekly",
    "A garden for the block",
    "Europe/Athens",
)
"""What people write after a command: without it no conversation would go deep."""
WEIRD: Sequence[Any] = (
    None, True, False, 0, -1, 2**31, 2**53, 2**63, 2**64, -(2**70), 10**400, 1.5, 1e308, "", "x", "🎨", "\ud800", "1",
    [], {}, [None], {"id": {}}, [[[[[]]]]], {"": ""}, "a" * 5000, float("inf"), float("nan"),
)  # fmt: skip
"""What stands in a payload where something else should."""


class Words:
    """Texts by a seed.

    Args:
        rng: decides.
        commands: the words of all commands, and of some that are none.
    """

    def __init__(self, rng: random.Random, commands: Sequence[str]) -> None:
        self._rng, self._commands = rng, [*commands, "nothing", "sudo", "neeed", ""]

    def text(self) -> str:
        """One of the odd texts, some of them together, or a few letters of anything."""
        kind = self._rng.random()
        if kind < 0.15:
            return self._rng.choice(PLAUSIBLE)
        if kind < 0.6:
            return self._rng.choice(ODD)
        if kind < 0.75:
            return " ".join(self._rng.choice(ODD)[:200] for _ in range(3))
        if kind < 0.9:
            return "".join(chr(self._rng.choice(PLANES) + self._rng.randrange(256)) for _ in range(40))
        return self._rng.choice(ODD)[: self._rng.randrange(1, 60)]

    def command(self) -> str:
        """A command with something after it."""
        word = self._rng.choice(self._commands)
        kind = self._rng.random()
        if kind < 0.35:
            return f"{word} {self._rng.choice(PLAUSIBLE)}"
        return f"{word} {self.text()}" if kind < 0.7 else word


PLANES = (0, 0x300, 0x600, 0x2000, 0x3000, 0xD800, 0xFE00, 0xFF00, 0x1F300, 0x1F900, 0xE0000, 0x10FF00)


def spoilt(rng: random.Random, tree: Any) -> Any:
    """The same payload with one value somewhere in it gone, doubled or replaced by something weird."""
    if isinstance(tree, dict) and tree and rng.random() < 0.85:
        name = rng.choice(list(tree))
        inner = tree[name]
        if isinstance(inner, dict | list) and inner and rng.random() < 0.6:
            return {**tree, name: spoilt(rng, inner)}
        if rng.random() < 0.4:
            return {key: value for key, value in tree.items() if key != name}
        return {**tree, name: rng.choice(WEIRD)}
    if isinstance(tree, list) and tree and rng.random() < 0.7:
        at = rng.randrange(len(tree))
        return [*tree[:at], spoilt(rng, tree[at]), *tree[at:]]
    return rng.choice(WEIRD)
