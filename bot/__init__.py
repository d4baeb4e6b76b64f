"""The core: neutral messages, routes, units of work and adapters; no feature lives here."""
