"""WISMO: why customers ask where their order is, and who can change it."""
