"""Bots that do the same small thing, written as their libraries' documentation writes them, and ours beside them."""
