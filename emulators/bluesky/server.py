"""One account and its repository: records under keys, blobs, sessions; what the lexicon forbids is refused."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import regex

Json = dict[str, Any]
POSTS = "app.bsky.feed.post"
KEY = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
GRAPHEMES, BYTES, BLOB = 300, 3_000, 1_000_000


class Refused(Exception):
    """A call that the server refuses, with its status, the error's name and its words."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"error": error, "message": message}


@dataclass
class Record:
    """A record with the id of its content."""

    value: Json
    cid: str


@dataclass
class Bluesky:
    """One account.

    Args:
        handle: what it is called.
        password: its app password.
        clock: seconds since the epoch.
        wall: the same as clients' libraries read it, who have no other: by it tokens end; the clock unless given.
    """

    handle: str
    password: str
    clock: Callable[[], float]
    wall: Callable[[], float] | None = None
    did: str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
    records: dict[str, Record] = field(default_factory=dict)
    blobs: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    writes: int = 0

    def session(self, identifier: str, password: str) -> Json:
        """`com.atproto.server.createSession`."""
        if identifier not in {self.handle, self.did} or password != self.password:
            raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
        return self.renewed()

    def renewed(self) -> Json:
        """New tokens; the library reads when they end."""
        access, refresh = (self._token(kind) for kind in ("access", "refresh"))
        return {"accessJwt": access, "refreshJwt": refresh, "handle": self.handle, "did": self.did, "active": True}

    def put(self, rkey: str, value: Json) -> Json:
        """`com.atproto.repo.putRecord`: the same key again replaces what stood there."""
        if not KEY.fullmatch(rkey):
            raise Refused(400, "InvalidRequest", f"Invalid record key: {rkey}")
        self._check(value)
        cid = "bafyrei" + hashlib.sha256(repr(sorted(value.items())).encode()).hexdigest()[:52]
        self.records[rkey] = Record(value, cid)
        self.writes += 1
        return {"uri": self.uri(rkey), "cid": cid, "validationStatus": "valid"}

    def get(self, rkey: str) -> Json:
        """`com.atproto.repo.getRecord`."""
        if rkey not in self.records:
            raise Refused(400, "RecordNotFound", f"Could not locate record: {self.uri(rkey)}")
        found = self.records[rkey]
        return {"uri": self.uri(rkey), "cid": found.cid, "value": found.value}

    def upload(self, content: bytes, mime: str) -> Json:
        """`com.atproto.repo.uploadBlob`."""
        cid = "bafkrei" + hashlib.sha256(content).hexdigest()[:52]
        self.blobs[cid] = (mime, content)
        return {"blob": {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": len(content)}}

    def posts(self, uris: list[str]) -> Json:
        """`app.bsky.feed.getPosts`."""
        author = {"did": self.did, "handle": self.handle}
        found = {self.uri(rkey): record for rkey, record in self.records.items()}
        counted = {"likeCount": 2, "repostCount": 1, "replyCount": 0, "quoteCount": 0}
        return {
            "posts": [
                {"uri": uri, "cid": found[uri].cid, "author": author, "record": found[uri].value,
                 "indexedAt": "2026-01-01T00:00:00.000Z", **counted}
                for uri in uris if uri in found
            ]
        }  # fmt: skip

    def uri(self, rkey: str) -> str:
        """A record's address."""
        return f"at://{self.did}/{POSTS}/{rkey}"

    def texts(self) -> list[str]:
        """What the account says, oldest first."""
        return [record.value["text"] for record in self.records.values()]

    def _token(self, kind: str) -> str:
        self.tokens.add(token := f"{kind}-{secrets.token_hex(8)}")
        return token

    def _check(self, value: Json) -> None:
        """What the lexicon says of a post, as far as anything of it can go wrong here."""
        text = value.get("text")
        if not isinstance(text, str) or len(regex.findall(r"\X", text)) > GRAPHEMES or len(text.encode()) > BYTES:
            raise _invalid("text must not be longer than 300 graphemes")
        if not MOMENT.fullmatch(str(value.get("createdAt"))):
            raise _invalid("createdAt must be a valid datetime")
        size = len(text.encode())
        for facet in value.get("facets") or []:
            index = facet["index"]
            if not 0 <= index["byteStart"] < index["byteEnd"] <= size or not facet["features"]:
                raise _invalid("facets must lie within the text")
        for image in (value.get("embed") or {}).get("images") or []:
            blob = self.blobs.get(image["image"]["ref"]["$link"])
            if blob is None or not blob[0].startswith("image/") or len(blob[1]) > BLOB:
                raise _invalid("embed/images must be images of at most 1,000,000 bytes")
        reply = value.get("reply") or {}
        for end in (reply[name] for name in ("root", "parent") if reply):
            rkey = end["uri"].rpartition("/")[2]
            if rkey not in self.records or self.records[rkey].cid != end["cid"]:
                raise _invalid("reply must name a post")


def _invalid(words: str) -> Refused:
    return Refused(400, "InvalidRequest", f"Invalid {POSTS} record: Record/{words}")
