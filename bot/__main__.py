"""`python -m bot` is the same as `tertulia`."""

from bot.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
