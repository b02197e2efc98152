"""The command digest: the weekly review as a file for those who do not open the dashboard."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from wismo.errors import WismoError, safe
from wismo.home import Home

if TYPE_CHECKING:
    from wismo.digest.contents import Digest

ENDINGS = (".html", ".pdf", ".txt")


@click.command()
@click.option("--week", metavar="2026-W46", help="ISO week; the last full week unless given.")
@click.option("--out", required=True, metavar="FILE", help="A file ending in .html, .pdf or .txt; - prints the text.")
@click.option("--decisions", is_flag=True, help="With the team's open decisions, in the words they were written in.")
@click.option("--link", metavar="ADDRESS", help="Where the dashboard is, for a link to the week.")
def digest(week: str | None, out: str, decisions: bool, link: str | None) -> None:
    """Write the weekly review as a file: HTML, PDF or plain text for mail and chat."""
    ending = Path(out).suffix.lower()
    if out != "-" and ending not in ENDINGS:
        raise WismoError(f"The ending of {safe(out)} does not say what to write. Use {', '.join(ENDINGS)} or -.")
    if link and (urlsplit(link).scheme not in {"http", "https"} or not urlsplit(link).netloc):
        raise WismoError(f"{safe(link)} is no whole address. Give it as in https://wismo.brand.example.")
    if out != "-":
        _check_place(Path(out))
    from wismo.digest.contents import gather
    from wismo.digest.decisions import still_open
    from wismo.digest.week import scene

    home = Home.from_environment()
    at = scene(home, week)
    found = gather(at, actions=still_open(home, at) if decisions else (), link=link)
    if out == "-":
        from wismo.digest.forms import text

        click.echo(text(found), nl=False)
        return
    _write(Path(out), _bytes(found, ending))
    click.echo(f"{found.title}: {out}", err=True)


def _bytes(found: Digest, ending: str) -> bytes:
    from wismo.digest import drawing, forms

    if ending == ".txt":
        return forms.text(found).encode()
    drawn, why = drawing.draw([(picture.chart, picture.alt) for picture in found.pictures])
    if why:
        click.echo(why, err=True)
    page = forms.html(found, drawn)
    return forms.pdf(page) if ending == ".pdf" else page.encode()


def _check_place(path: Path) -> None:
    """Say before the work that nothing could be written."""
    folder = path.parent
    if path.is_dir():
        raise WismoError(f"{safe(str(path))} is a folder. Name a file in it.")
    if not folder.is_dir():
        raise WismoError(f"There is no folder {safe(str(folder))}. Make it first.")
    if not os.access(folder, os.W_OK):
        raise WismoError(f"Nothing can be written into {safe(str(folder))}. Choose another folder.")


def _write(path: Path, content: bytes) -> None:
    """Put the whole file in place at once; whoever reads meanwhile reads the old one."""
    waiting = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            waiting = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        waiting.chmod(0o666 & ~_mask())
        waiting.replace(path)
    except OSError as error:
        raise WismoError(f"{safe(str(path))} could not be written ({error.strerror}); what was there stays.") from error
    finally:
        if waiting:
            waiting.unlink(missing_ok=True)


def _mask() -> int:
    """Return which rights new files do not get; a file that waits is its owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
