"""The command `wismo`: one plain sentence for every mistake, no traceback unless asked for."""

from __future__ import annotations

import sys

import click

from wismo.cli_data import build, demo, load, sample
from wismo.cli_explain import explain
from wismo.cli_forget import forget
from wismo.cli_read import bench, doctor, metric, rollback, serve, snapshots
from wismo.cli_sync import sync
from wismo.cli_truth import score
from wismo.errors import WismoError
from wismo.privacy.debug import safe_traceback

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
    explain,
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
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    debug = "--debug" in arguments
    given = [argument for argument in arguments if argument != "--debug"]
    try:
        return cli.main(args=given, prog_name="wismo", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say(f"Stopped. {STOPPED.get(next(iter(given), ''), 'Nothing was changed.')}", 130)
    except WismoError as error:
        _trace(error, debug=debug)
        return _say(str(error), getattr(error, "exit_code", 1))
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:  # noqa: BLE001 - its text may quote a customer's data, so only its kind is shown
        _trace(error, debug=debug)
        hint = "" if debug else " Run the command again with --debug to see where."
        return _say(f"Something unexpected happened ({type(error).__name__}).{hint}", 1)


def _trace(error: Exception, *, debug: bool) -> None:
    if debug:
        click.echo(safe_traceback(error), err=True)


def _say(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code
