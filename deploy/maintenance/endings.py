"""Endings of a maintenance command: what ends it early becomes one line and an exit status."""

from __future__ import annotations

import errno
import logging
import signal
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from services.search.index.rebuilding import CannotRebuild
from shared.errors import QuerySyntax, Unavailable

FAILED, USAGE, REFUSED, INCOMPLETE, INTERRUPTED = 1, 2, 3, 4, 130
"""Exit statuses, see :data:`deploy.maintenance.commands.STATUSES`."""


class Refusal(Exception):
    """What a command will not do. The message says in one sentence why, and what to do about it."""


@contextmanager
def errors_as_exit_status(
    again: str = "Run the same command again to continue where this one stopped.",
    interrupted: str = "Interrupted. The index in use is unchanged; the same command run again continues.",
) -> Iterator[Console]:
    """Give a console; turn what ends a command early into one line on it and an exit status.

    ``again``, ``interrupted``: what is said about going on, after an engine stayed away and after a signal."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)

    def terminate(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):  # the former too: a shell has it ignored in what it starts beside it
        signal.signal(number, terminate)
    logging.getLogger("elastic_transport").setLevel(logging.CRITICAL)  # what comes of a failure is said once, by us
    try:
        yield console
    except QuerySyntax as error:
        _end(console, f"--q, column {error.extra['column']}: {error.detail}", USAGE)
    except (CannotRebuild, Refusal) as error:
        _end(console, str(error), REFUSED)
    except Unavailable as error:
        _end(console, f"{error.detail} {again}", FAILED)
    except OSError as error:
        if error.filename is None and error.errno != errno.ENOSPC:
            raise  # no file's: a fault of ours
        _end(console, f"{error.filename or 'A file'} cannot be used: {error.strerror}.", REFUSED)
    except BrokenProcessPool:
        _end(
            console,
            "A process of the annotator was killed, perhaps because memory ran out. Continue with fewer --processes.",
            FAILED,
        )
    except KeyboardInterrupt:
        _end(console, interrupted, INTERRUPTED)


def _end(console: Console, reason: str, status: int) -> NoReturn:
    console.print(f"quotewire: {reason}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(status)
