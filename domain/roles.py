"""Who may do what: the ranks of a member inside one community."""

from enum import IntEnum


class Role(IntEnum):
    """A rank reaches everything below it; rights are declared beside each route."""

    STRANGER = 0
    """Has written to the bot; not (yet) in the community."""
    MEMBER = 10
    MENTOR = 15
    EDITOR = 20
    MANAGER = 30
    OWNER = 40

    @property
    def word(self) -> str:
        """The role as people type it: `manager`."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Role | None":
        """The role of that name, or None for any other text."""
        return next((role for role in cls if role.word == word.strip().lower()), None)
