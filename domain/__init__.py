"""The rules of the community: pure functions and values, no I/O, no platform, no SQL."""
