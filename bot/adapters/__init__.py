"""One file a platform; only that file (and its own neighbours) imports the platform's library."""
