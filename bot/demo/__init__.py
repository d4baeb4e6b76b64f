"""The demo's invented community and what brings it to life."""
