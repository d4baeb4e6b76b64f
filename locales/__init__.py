"""What people read, one catalogue a language; English is the source and stands in the code."""
