"""A small server of Bluesky's protocol: one account's records, as an app that posts meets them."""

from emulators.bluesky.app import bluesky_app
from emulators.bluesky.server import Bluesky, Refused

__all__ = ["Bluesky", "Refused", "bluesky_app"]
