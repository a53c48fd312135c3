"""Work shared with a second process, where the machine has a second processor."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def can_share() -> bool:
    """Whether a second process would have a processor of its own."""
    return hasattr(os, "fork") and len(os.sched_getaffinity(0)) > 1


def side_by_side(here: Callable[[], A], there: Callable[[], B]) -> tuple[A, B] | None:
    """Do two pieces of work at once, the second in a process that is a copy of this one.

    Gives None where anything failed in either; whoever asked does all of it by itself then, and
    so meets the same failure whatever the number of processes. What comes from the other process
    is what was put into words there: it has to be plain data.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            with os.fdopen(writer, "wb") as stream:
                pickle.dump(there(), stream, pickle.HIGHEST_PROTOCOL)
            status = 0
        finally:
            # No clean-up of the copy: locks, files and threads belong to the first process.
            os._exit(status)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as stream:
            mine = here()
            raw = stream.read()
    except Exception:  # noqa: BLE001 - met again by whoever does the work alone
        os.kill(child, signal.SIGKILL)
        return None
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        return None
    return mine, pickle.loads(raw)  # noqa: S301 - written by the copy of this very process
