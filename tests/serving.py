"""A preview that runs in a process of its own, as editors start it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.builders import ROOT


@contextmanager
def previewed(root: Path) -> Iterator[str]:
    """Serve a project; give its address. It has to stop when it is told to."""
    call = [sys.executable, "-u", str(ROOT / "build.py"), "serve", "--no-open", "--port", "0"]
    running = subprocess.Popen([*call, "--root", str(root)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    told = ""
    try:
        for line in running.stdout:
            told += line
            if found := re.search(r"Open (http://\S+)", line):
                yield found.group(1)
                break
    finally:
        running.send_signal(signal.SIGINT)
        rest, _ = running.communicate(timeout=60)
    assert running.returncode == 0, told + rest
    assert rest.endswith("Stopped.\n")
