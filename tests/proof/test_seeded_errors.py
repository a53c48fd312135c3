"""The seeded-error proof: at least 999 of 1,000 slips in the real content stop a release."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("seeded_errors.py")


@pytest.mark.proof
def test_seeded_errors_stop_a_release() -> None:
    """A thousand changed digits, units, qualifiers, signs and references; one may slip through."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "1000", "20261121"],
        capture_output=True,
        text=True,
        check=False,
    )

    print(done.stdout)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
