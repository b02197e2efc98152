"""Charts as SVG, drawn by the system's Chromium: all of them in one start, without anything from outside."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboard.drawing import Drawing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--headless=new", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--virtual-time-budget=30000", "--dump-dom",
)  # fmt: skip
SECONDS = 120
WIDTH = 680
MISSING = "Without Chromium there are tables in place of charts. On Debian and Ubuntu: apt-get install chromium."
FAILED = "Chromium could not draw the charts, so there are tables in their place."
DRAWN = re.compile(r'<pre id="drawn">([^<]*)</pre>')
PAGE = """<!doctype html><meta charset="utf-8"><body><script>{library}</script><script>
Promise.all({figures}.map(figure => Plotly.toImage(figure, {{format: "svg", width: figure.layout.width,
  height: figure.layout.height}}))).then(drawn => {{
    document.body.innerHTML = "<pre id=drawn>" + btoa(JSON.stringify(drawn)) + "</pre>"; }});
</script>"""


def draw(figures: Sequence[tuple[Drawing, str]]) -> tuple[list[str], str]:
    """Return the charts as SVG elements, each with its words for those who hear it; or none, and the sentence why."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        return [], MISSING
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_page(figure for figure, _ in figures), encoding="utf-8")
        # Chromium's own walls need rights that root in a container has not; the page is ours and asks for nothing.
        walls = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [program, *ARGUMENTS, *walls, f"--user-data-dir={folder}/profile", page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return [], FAILED
    found = DRAWN.search(done.stdout)
    if found is None:
        return [], FAILED
    drawn = [unquote(address.partition(",")[2]) for address in json.loads(base64.b64decode(found[1]))]
    return [_heard(svg, alt) for svg, (_, alt) in zip(drawn, figures, strict=True)], ""


def _page(figures: Iterable[Drawing]) -> str:
    from plotly.io.json import to_json_plotly
    from plotly.offline import get_plotlyjs

    plain = [figure.to_dict() for figure in figures]
    specs = [to_json_plotly({**figure, "layout": {**figure["layout"], "width": WIDTH}}) for figure in plain]
    # A name in a chart must not end the script that it stands in.
    return PAGE.format(library=get_plotlyjs(), figures=f"[{','.join(specs)}]".replace("</", "<\\/"))


def _heard(svg: str, alt: str) -> str:
    """Name the picture: screen readers and the PDF read an SVG's title."""
    opening, rest = svg.strip().split(">", 1)
    # Not every reader keeps the blanks that set a word off from its bar.
    rest = rest.replace(">  ", ">\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}")
    return f'{opening} role="img"><title>{escape(alt)}</title>{rest}'
