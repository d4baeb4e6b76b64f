"""Tables and their named queries, one file a feature."""
