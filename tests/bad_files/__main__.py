"""`python -m tests.bad_files` loads every bad file and writes docs/bad_files.md; `--print` only shows it."""

import sys

import click

from tests.bad_files.page import PAGE, page
from tests.bad_files.runner import Runner

runner = Runner()
try:
    text = page(runner)
finally:
    runner.close()
if "--print" in sys.argv:
    click.echo(text)
else:
    PAGE.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {PAGE.relative_to(PAGE.parents[1])}.")
