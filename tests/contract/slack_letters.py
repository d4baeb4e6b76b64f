"""What Slack's tests send to Ann: a form, its stand-in, and the parcels around them."""

from bot.adapters.base import Address, Parcel
from bot.incoming import Filled
from bot.ui import Button, FieldKind, Message, Question, Sheet, row
from bot.wire import Letter
from tests.contract.platforms import Inbox
from tests.contract.slack_side import ANN

HERE = Address("slack", ANN, "T1")
SHEET = Sheet(
    "need",
    "A need",
    "Save",
    (
        Question("text", "What do you need?", FieldKind.LONG),
        Question("kind", "Which kind?", FieldKind.CHOICE, choices=(("skill", "A skill"), ("space", "A space"))),
        Question("tags", "Which of these?", FieldKind.MANY, "", True, (("a", "First"), ("b", "Second"))),
        Question("until", "Until when?", FieldKind.DATE, optional=True),
    ),
    {"kind": "skill"},
    {"id": "17"},
)
KNOCK = Message("The form is ready when you are.", row(Button("Open the form", "~o")))


def parcel(letter: Letter, op: str = "send", target: str = "", trigger: str = "", key: str = "1") -> Parcel:
    return Parcel(op, HERE, letter, key, target, trigger, KNOCK if op == "open" else None)


class Picky(Inbox):
    """A dispatch that wants more than a word."""

    def wrong(self, filled: Filled, language: str) -> dict[str, str]:
        """Each in the reader's language."""
        if len(filled.values["text"]) > 5:
            return {}
        return {"text": f"({language}) Please answer in a few words.", "elsewhere": "not in this modal"}
