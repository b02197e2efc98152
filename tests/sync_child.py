"""Runs `wismo sync` in a process that somebody kills; started by path, with its settings as globals."""

import os
import signal

from wismo import cli
from wismo.intake import disk
from wismo.sync import shopify, state, stream, waits

waits.BACKOFF_SECONDS = 0.005
shopify.FIRST_LOOK_SECONDS = 0.01
stream.GATHERED_OBJECTS = 90
settings = globals()["settings"]
os.environ.update(settings["environment"])


def die_at(module, name, count):
    """Kill the process where a function is called for the ``count``-th time, before it does anything."""
    done = getattr(module, name)
    left = [count]

    def call(*args, **kwargs):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return done(*args, **kwargs)

    setattr(module, name, call)


if settings["die_at"] == "before a file takes its place":
    die_at(disk, "place", settings["places"])
elif settings["die_at"] == "between file and cursor":
    die_at(state.State, "advance", 3)

raise SystemExit(cli.run(settings["arguments"]))
