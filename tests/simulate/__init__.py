"""Statistics against worlds whose truth is known: `make simulate` (see __main__.py)."""
