"""The HTTP side: hooks of the platforms, health, pages."""
