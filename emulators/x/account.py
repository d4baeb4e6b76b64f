"""What stands on the emulated X: accounts, their posts and pictures."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Keys:
    """An app's keys and an account's tokens: what a request is signed with."""

    consumer: str
    consumer_secret: str
    token: str
    token_secret: str


@dataclass
class Post:
    """One post as its readers see it; `text` has X's own short addresses, `written` what was sent."""

    id: str
    text: str
    written: str
    at: float
    answers: str = ""
    media: tuple[str, ...] = ()
    deleted: bool = False
    seen: int = 0


@dataclass
class Media:
    """A picture that was brought; it can be used for a while."""

    id: str
    content: bytes
    mime: str
    alt: str = ""


@dataclass
class Account:
    """One account with all it has said."""

    id: str
    username: str
    keys: Keys
    revoked: bool = False
    posts: list[Post] = field(default_factory=list)
    media: dict[str, Media] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)

    def standing(self) -> list[Post]:
        """What readers see, newest first."""
        return [post for post in reversed(self.posts) if not post.deleted]
