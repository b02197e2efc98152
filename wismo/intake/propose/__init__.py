"""Proposes a sources.yml for files that nobody has described yet, from their column names and values."""
