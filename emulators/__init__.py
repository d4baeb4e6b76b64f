"""Small servers that behave like the platforms, for the demo, `simulate` and the tests."""
