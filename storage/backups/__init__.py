"""Backups: one file that is independent of the database's kind, its making, its restoring, and what survives both."""
