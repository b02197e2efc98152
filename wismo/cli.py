"""The command `wismo`: one plain sentence for every mistake, no traceback unless asked for."""

from __future__ import annotations

import signal
import sys

import click

from wismo.cli_at_risk import at_risk
from wismo.cli_bench import bench
from wismo.cli_data import build, demo, load, sample
from wismo.cli_digest import digest
from wismo.cli_explain import explain
from wismo.cli_forget import forget
from wismo.cli_read import doctor, metric, rollback, serve, snapshots
from wismo.cli_sync import sync
from wismo.cli_tactics import tactics
from wismo.cli_truth import score
from wismo.errors import WismoError
from wismo.home import Home
from wismo.journal import Record, journaled
from wismo.privacy.debug import safe_traceback

# These change what others see or take long; what only reads leaves no line.
JOURNALED = frozenset({"demo", "load", "sync", "build", "serve", "rollback", "forget"})
UNRECORDED = frozenset({"-h", "--help", "--dry-run", "--propose"})
# What Ctrl-C leaves behind, by command.
STOPPED = {
    "sample": "The folder may hold only part of the sample.",
    "load": "What was finished stays loaded; run the command again for the rest.",
    "sync": "What was pulled is kept; run the command again for the rest.",
    "build": "Nothing was published.",
    "forget": "If the person was found already, `wismo build` finishes the erasure.",
    "bench": "The made-up data stays and is used again.",
    "demo": "Run `wismo demo` again to go on where it stopped.",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the traceback of an error (works anywhere in a command).")
@click.version_option(package_name="wismo")
def cli(debug: bool) -> None:
    """Why customers ask where their order is, and who can change it."""
    # `run` takes --debug out before click parses, so that it may stand anywhere; here it gets its help.
    del debug


for command in (
    demo,
    sample,
    load,
    sync,
    build,
    serve,
    metric,
    at_risk,
    explain,
    digest,
    tactics,
    snapshots,
    rollback,
    doctor,
    score,
    bench,
    forget,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line and exit with its code."""
    ended = []

    def end(*_: object) -> None:
        ended.append(True)
        raise KeyboardInterrupt

    # What ends a service ends it like Ctrl-C: locks and unfinished files go, and a sentence says what is left.
    signal.signal(signal.SIGTERM, end)
    code = run(sys.argv[1:])
    sys.exit(128 + signal.SIGTERM if ended else code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    debug = "--debug" in arguments
    given = [argument for argument in arguments if argument != "--debug"]
    command = next(iter(given), "")
    home = Home.from_environment()
    if command not in JOURNALED or UNRECORDED & set(given):
        return _run(given, Record(home, command), debug=debug)
    with journaled(home, command) as record:
        record.exit_code = _run(given, record, debug=debug)
    return record.exit_code


def _run(given: list[str], record: Record, *, debug: bool) -> int:
    try:
        return cli.main(args=given, prog_name="wismo", standalone_mode=False) or 0
    except click.ClickException as error:
        record.error_kind = type(error).__name__
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say(f"Stopped. {STOPPED.get(record.command, 'Nothing was changed.')}", 130)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:  # noqa: BLE001 - its text may quote a customer's data, so `_sentence` decides
        sentence = _sentence(error, debug)
        record.error_kind = type(error).__name__
        record.error = sentence if isinstance(error, WismoError | OSError) else None
        _trace(error, debug=debug)
        return _say(sentence, getattr(error, "exit_code", 1))


def _sentence(error: Exception, debug: bool) -> str:
    if isinstance(error, WismoError):
        return str(error)
    if isinstance(error, OSError):
        from wismo.faults import plain_fault

        return plain_fault(error, Home.from_environment().root)
    hint = "" if debug else " Run the command again with --debug to see where."
    return f"Something unexpected happened ({type(error).__name__}).{hint}"


def _trace(error: Exception, *, debug: bool) -> None:
    if debug:
        click.echo(safe_traceback(error), err=True)


def _say(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code
