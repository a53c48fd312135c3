"""The Nu Html Checker has nothing to say about the real site: pages, style sheet, pictures."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.builders import ROOT

pytestmark = [pytest.mark.real, pytest.mark.checker]

JAR = ROOT / "tests/node_modules/vnu-jar/build/dist/vnu.jar"

#: What the checker does not know yet, though every browser has had it since 2023.
TOO_NEW = re.compile(
    r"CSS: (?:Unrecognized at-rule “@container”|“container-type”: .* doesn't exist\.)"
)


#: The checker does not compare a style with its hash; tests/site/test_editions.py does.
HASHED = "Inline style violates Content Security Policy (meta tag)"


def test_pages_style_sheet_and_pictures_are_valid(site: Path) -> None:
    """No error and no warning."""
    java = shutil.which("java")
    assert java, "Java is needed: apt-get install default-jre-headless"
    assert JAR.is_file(), "The Nu checker is missing: run make test, or npm ci --prefix tests"

    run = subprocess.run(
        [
            java, "-Xss4m", "-jar", str(JAR), "--also-check-css", "--also-check-svg",
            "--skip-non-html", "--format", "json", str(site),
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    messages = json.loads(run.stderr)["messages"]
    told = [
        f"{message['url'].removeprefix(f'file:{site}/')}:{message.get('lastLine', 0)}: "
        f"{message['message']}"
        for message in messages
        if not TOO_NEW.fullmatch(message["message"])
        and not ("/editions/" in message["url"] and HASHED in message["message"])
    ]
    assert told == [], "\n".join(told[:40])


def test_the_checker_finds_a_mistake(tmp_path: Path) -> None:
    """So that silence means something."""
    page = "<!doctype html><html lang=en><title>x</title><p id=a><p id=a>"
    (tmp_path / "x.html").write_text(page, encoding="utf-8")

    run = subprocess.run(
        ["java", "-jar", str(JAR), "--skip-non-html", "--format", "json", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Duplicate ID" in run.stderr
