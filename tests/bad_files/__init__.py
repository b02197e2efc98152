"""Bad files of our own making, and what must become of each. `python -m tests.bad_files` prints the table."""
