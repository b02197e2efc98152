"""`python -m wismo`."""

from wismo.cli import main

main()
