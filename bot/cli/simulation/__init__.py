"""A whole community living for weeks in minutes: the real bot as a process, emulated platforms, invented people.

`life` moves the clock and lets people act; `child` is the bot; `phones` are what people hold; `habits/` is what they
do, one file a feature; `counting/` is what is reported, one file a section. A new feature adds one file to each.
"""
