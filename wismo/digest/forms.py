"""A digest as HTML, as a PDF and as plain text."""

from __future__ import annotations

import base64
import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from dashboard.dressed import SERVED
from wismo.digest.contents import Part
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wismo.digest.contents import Digest, Kpi

ACROSS = 80
NO_PDF = (
    "A PDF needs WeasyPrint and Pango, which are not all here: `pip install 'wismo[digest]'`, and on Debian and Ubuntu "
    "apt-get install libpangoft2-1.0-0. HTML and plain text need neither."
)


def html(digest: Digest, drawn: Sequence[str]) -> str:
    """Return one page that needs nothing besides itself; where no chart was ``drawn``, tables stand in their place."""
    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
    templates.filters["cell"] = _cell
    font = base64.b64encode((SERVED / "inter-latin.woff2").read_bytes()).decode()
    return templates.get_template("page.html").render(digest=digest, drawn=drawn, font=font)


def pdf(page: str) -> bytes:
    """Return a page of HTML as a tagged PDF that readers for the blind can read (PDF/UA-1).

    Raises:
        WismoError: WeasyPrint or the system's Pango is missing.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise WismoError(NO_PDF) from error
    # What the page brings along is read, and nothing from anywhere else.
    alone = URLFetcher(allowed_protocols=["data"])
    return HTML(string=page, url_fetcher=alone).write_pdf(pdf_variant="pdf/ua-1")


def text(digest: Digest) -> str:
    """Return the digest in lines of at most 80 letters, for mail and chat."""
    lines = [digest.title, "=" * len(digest.title), *_wrapped(digest.about), ""]
    for notice in digest.notices:
        lines += [*_wrapped(f"! {notice}", "  "), ""]
    lines += _wrapped(digest.sentence)
    figures = Part("The week in figures", tuple(map(_told, digest.kpis)))
    pictures = [Part(picture.title, picture.lines) for picture in digest.pictures if picture.lines]
    for part in (figures, *digest.parts, *pictures):
        lines += ["", part.title, "-" * len(part.title)]
        for line in part.lines:
            lines += _wrapped(f"* {line}", "  ")
    if digest.address:
        lines += ["", digest.address]
    return "\n".join(lines) + "\n"


def _told(kpi: Kpi) -> str:
    compared = [
        f"{difference} vs {than}"
        for difference, than in ((kpi.before, "the week before"), (kpi.year, "the same week last year"))
        if difference
    ]
    return "; ".join(filter(None, [f"{kpi.label}: {kpi.value}", *compared, kpi.basis, kpi.verdict]))


def _wrapped(sentence: str, later: str = "") -> list[str]:
    return textwrap.wrap(sentence, ACROSS, subsequent_indent=later, break_long_words=False, break_on_hyphens=False)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
