"""X's second API as a small server: what an app that posts meets there."""

from emulators.x.account import Account, Post
from emulators.x.app import x_app
from emulators.x.faults import Fault
from emulators.x.x import X

__all__ = ["Account", "Fault", "Post", "X", "x_app"]
