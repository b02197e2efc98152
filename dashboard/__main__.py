"""Streamlit's command line, with a server that does not name itself: ``python -m dashboard run FILE``."""

from __future__ import annotations

from functools import partial

import uvicorn
from streamlit.web.cli import main

from dashboard.failures import scrub_logs

if __name__ == "__main__":
    scrub_logs()
    # Streamlit passes on none of the server's settings, and this one is asked before our own application is loaded.
    setattr(uvicorn, "Config", partial(uvicorn.Config, server_header=False))  # noqa: B010 - a type checker rightly objects
    main(prog_name="dashboard")
