"""A headless Chromium with one empty page, told what to do through a pipe.

The pipe speaks the DevTools protocol: messages in JSON, each ended by a zero byte. That takes no
package, and no program between us and the browser that would have to start first.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import signal
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

#: No network, no profile, no words of its own; text is measured as if nothing hinted it.
_FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--lang=en-GB",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-features=MediaRouter,OptimizationHints,Translate",
    "--disable-sync",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
)
#: The descriptors at which Chromium expects its pipe, and one above those that it uses.
_READS, _WRITES, _FREE = 3, 4, 20
#: Seconds after which a browser that does not answer is given up.
_PATIENCE = 60.0


class BrowserError(Exception):
    """The browser did not do what it was told; the message says what it answered."""


class Browser:
    """One Chromium with one page. It starts at once and beside us; the first call waits for it."""

    def __init__(self, program: str, script: Path | None = None) -> None:
        """Start it, and let its page run a script."""
        self._folder = tempfile.TemporaryDirectory(prefix="drawing-", ignore_cleanup_errors=True)
        self._pid, self._to, self._from = _spawn(program, self._folder.name)
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self._failed: BrowserError | None = None
        self._start = threading.Thread(target=self._open, args=(script,), daemon=True)
        self._start.start()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def evaluate(self, expression: str) -> Any:
        """Give the value of an expression in the page, once it is there.

        Raises:
            BrowserError: when the expression fails.
        """
        self._wait()
        return self._evaluate(expression)

    def show(self, markup: str, width: int, height: int) -> None:
        """Show a page of this size in place of what was there."""
        self._wait()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", size)
        self._evaluate(
            f"document.open(); document.write({json.dumps(markup)}); document.close();"
            "document.fonts.ready.then(() => true)"
        )

    def photograph(self) -> bytes:
        """Give what the page shows, as PNG."""
        self._wait()
        shot = self._call("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        return base64.b64decode(shot["data"])

    def close(self) -> None:
        """End it; it holds nothing that anybody wants."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._start.join()
        os.close(self._to)
        os.close(self._from)
        self._folder.cleanup()

    def _wait(self) -> None:
        self._start.join(_PATIENCE)
        if self._start.is_alive():
            raise BrowserError("it did not start")
        if self._failed:
            raise self._failed

    def _open(self, script: Path | None) -> None:
        try:
            targets = self._call("Target.getTargets", {})["targetInfos"]
            page = next(target for target in targets if target["type"] == "page")
            attach = {"targetId": page["targetId"], "flatten": True}
            self._session = self._call("Target.attachToTarget", attach)["sessionId"]
            if script is not None:
                self._evaluate(script.read_text(encoding="utf-8"), gives=False)
        except BrowserError as error:
            self._failed = error
        except StopIteration:
            self._failed = BrowserError("it has no page")

    def _evaluate(self, expression: str, *, gives: bool = True) -> Any:
        asked = {"expression": expression, "awaitPromise": gives, "returnByValue": gives}
        told = self._call("Runtime.evaluate", asked)
        if "exceptionDetails" in told:
            details = told["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return told["result"].get("value")

    def _call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Tell the browser something and give its answer; what it says unasked goes unheard."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        try:
            waiting = memoryview(json.dumps(message).encode() + b"\0")
            while waiting:
                waiting = waiting[os.write(self._to, waiting) :]
            while (answer := self._read()).get("id") != self._number:
                pass
        except OSError as error:
            raise BrowserError(f"it is gone ({error.strerror})") from error
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _read(self) -> Any:
        """Give the next message."""
        while b"\0" not in self._rest:
            more = os.read(self._from, 1 << 20)
            if not more:
                raise BrowserError("it ended")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)


def _spawn(program: str, folder: str) -> tuple[int, int, int]:
    """Start a browser in a group of its own; give its number and our ends of its pipe."""
    heard, to = os.pipe()
    from_, said = os.pipe()
    # Ours may have the very numbers that the browser's must have.
    inner = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FREE) for end in (heard, said)]
    try:
        pid = os.posix_spawn(
            program,
            [program, *_FLAGS, f"--user-data-dir={folder}", "about:blank"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, inner[0], _READS),
                (os.POSIX_SPAWN_DUP2, inner[1], _WRITES),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
            setpgroup=0,
        )
    finally:
        for end in (heard, said, *inner):
            os.close(end)
    return pid, to, from_
