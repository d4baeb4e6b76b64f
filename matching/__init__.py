"""Who can help whom: texts made comparable, people ranked for a need, and the whole week assigned."""
