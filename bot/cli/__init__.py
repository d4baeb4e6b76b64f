"""The command line, one file a command, and the composition root; the top layer, nothing imports it."""
