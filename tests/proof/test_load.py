"""How many readers nginx serves: the explainer against a plain file of the same size.

Both sides run on this machine, so the figures are a ratio and no promise. What must hold is that
nothing fails; the ratio is printed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from explainer.cache import Cache
from explainer.commands.hosting import running
from explainer.compress import compress_files

pytestmark = [pytest.mark.proof, pytest.mark.real, pytest.mark.server]

SECONDS = 5
ROUNDS = 3


def requests_a_second(address: str) -> float:
    """Ask for one address as fast as two threads can; every answer must be a good one."""
    run = subprocess.run(
        ["wrk", "-t2", "-c32", f"-d{SECONDS}s", "-H", "Accept-Encoding: br", address],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Non-2xx" not in run.stdout
    assert "Socket errors" not in run.stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)
    assert found, run.stdout
    return float(found.group(1))


def test_the_explainer_is_served_like_a_plain_file(site: Path, tmp_path: Path) -> None:
    """Redirect table, policy and compressed copy included."""
    assert shutil.which("wrk"), "wrk is missing (Debian: apt-get install wrk)."
    out = tmp_path / "site"
    shutil.copytree(site, out, copy_function=os.link)
    page = (out / "index.html").read_bytes()
    copies = compress_files({"index.html": page}, Cache(tmp_path))
    for name, data in copies.items():
        (out / name).write_bytes(data)
    (out / "plain.bin").write_bytes(os.urandom(len(copies["index.html.br"])))

    with running("nginx", out) as port:
        pairs = [
            tuple(
                requests_a_second(f"http://127.0.0.1:{port}/{name}") for name in ("", "plain.bin")
            )
            for _ in range(ROUNDS)
        ]

    for explainer, plain in pairs:
        print(f"explainer {explainer:,.0f} a second, plain {plain:,.0f}: {explainer / plain:.2f}")
    ratios = sorted(explainer / plain for explainer, plain in pairs)
    print(f"median ratio {ratios[ROUNDS // 2]:.2f} at {len(copies['index.html.br']):,} bytes")
