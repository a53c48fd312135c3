"""Each target of fuzz.py for a minute; ``-s`` prints how many inputs were tried."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("fuzz.py")
SECONDS = 60


@pytest.mark.proof
@pytest.mark.parametrize("target", ["yaml", "records", "pages", "references", "periods"])
def test_no_input_is_too_odd(target: str, tmp_path: Path) -> None:
    """No traceback, no input that takes more than ten seconds or a gigabyte."""
    limits = [f"-max_total_time={SECONDS}", "-timeout=10", "-rss_limit_mb=1024", "-max_len=4096"]

    done = subprocess.run(
        [sys.executable, str(SCRIPT), target, *limits, f"-artifact_prefix={tmp_path}/"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    runs = re.search(r"Done (\d+) runs", done.stderr)
    assert runs is not None
    print(f"{target}: {runs.group(1)} inputs")
    assert int(runs.group(1)) > 1000
