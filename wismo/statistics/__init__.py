"""Statistics: typed tables computed from the marts when a snapshot is made."""
