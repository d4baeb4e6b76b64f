"""Where due work runs: embedded beside the bot; the seam is `later` inside a unit and `Works` here."""
