"""Builds that are killed on purpose, or that a disk refuses what they ask.

``Stage`` holds a tiny project in two states and the site of each. ``killed_at`` runs the build in
a process of its own that kills itself just before the nth change of a name that Python tells of;
``tampered`` lets strace kill a process, or refuse what it asks, at the nth call to the system.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from explainer.cli import main
from explainer.write import OutputError, write_site
from tests.builders import ROOT, edit, make_project, stand_ins, write_drawings

#: What Python tells of before it changes a name on the disk.
NAMING = frozenset(
    "os.mkdir os.rename os.rmdir os.remove os.link os.symlink os.truncate shutil.rmtree "
    "tempfile.mkdtemp os.chmod os.utime ctypes.dlsym".split()
)


def tree(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder by name; none if it is not there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Stage:
    """A project before and after a change, the sites of both, and the folder they go to."""

    before: Path
    after: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    out: Path
    #: A copy of the old site, for starting again from it.
    kept: Path

    def restore(self) -> None:
        """Publish a copy of the old site; nothing else stands beside it."""
        shutil.rmtree(self.out.parent)
        self.out.parent.mkdir()
        shutil.copytree(self.kept, self.out)

    def arguments(self) -> list[str]:
        """Give the call that publishes the new site."""
        return ["--root", str(self.after), "--out", str(self.out)]

    def is_whole(self) -> bool:
        """Whether the folder holds the old or the new site, and nothing of the other."""
        return tree(self.out) in (self.old, self.new)

    def is_recovered(self) -> bool:
        """Whether the next build gives the new site and leaves nothing else lying about."""
        return run(*self.arguments()) == 0 and self.is_new()

    def is_new(self) -> bool:
        """Whether the new site stands there, and nothing else beside it."""
        return tree(self.out) == self.new and self.is_alone()

    def is_alone(self) -> bool:
        """Whether nothing stands beside the site."""
        return [path.name for path in self.out.parent.iterdir()] == [self.out.name]

    def publish(self) -> int:
        """Write the files of the new site, as the last step of a build; give an exit code."""
        try:
            write_site(self.new, self.out)
        except OutputError:
            return 3
        return 0


def make_stage(folder: Path) -> Stage:
    """Write both states and build the site of each."""
    before, after = (make_project(folder / name, drawings=False) for name in ("before", "after"))
    edit(after, "data/site.yaml", 'version: "2025.6.1"', 'version: "2025.6.2"')
    edit(after, "data/zones/ningxia.yaml", "id: yinchuan", "id: yinchuan-new")
    for file in after.rglob("*.yaml"):
        if not file.is_symlink() and "yinchuan" in (text := file.read_text(encoding="utf-8")):
            text = text.replace("yinchuan-new", "yinchuan").replace(": yinchuan", ": yinchuan-new")
            file.write_text(text, encoding="utf-8")
    sites = []
    for root in (before, after):
        write_drawings(root, stand_ins(root))
        assert run("--root", str(root), "--out", str(root.parent / "site")) == 0
        sites.append(tree(root.parent / "site"))
    assert sites[0].keys() - sites[1].keys()
    assert sites[1].keys() - sites[0].keys()
    (folder / "public").mkdir()
    out = folder / "public/site"
    return Stage(before, after, sites[0], sites[1], out, before.parent / "site")


def command(*arguments: str) -> list[str]:
    """Give the command as editors type it."""
    return [sys.executable, str(ROOT / "build.py"), *arguments]


def run(*arguments: str) -> int:
    """Run the command in a process of its own; give its exit code, or minus its signal."""
    return os.waitstatus_to_exitcode(_forked(list(arguments), 0)[0])


#: Builds until what a killed one left in the cache makes no difference any more.
_TRIES = 5


def killed_at(number: int, arguments: Sequence[str]) -> tuple[bool, list[str]]:
    """Run the command until its nth change of a name; whether it came so far, and all changes."""
    status, told = _forked(list(arguments), number)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL, told.splitlines()


def changes_of_names(arguments: Sequence[str]) -> list[str]:
    """Run the command to its end; give every change of a name on the way."""
    status, told = _forked(list(arguments), sys.maxsize)
    assert status == 0
    return told.splitlines()


def build_aloud(arguments: Sequence[str], said: Path) -> int:
    """Run the command in this process for good, with what it says in a file; give its exit code."""
    stream = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    try:
        return main(list(arguments))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _forked(arguments: list[str], number: int) -> tuple[int, str]:
    """Run the command in a copy of this process, which has everything imported already."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = 70
        try:
            if number:
                sys.addaudithook(_Killer(number, writer))
            code = main(arguments)
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        told = stream.read()
    return os.waitpid(child, 0)[1], told


def broken_at(numbers: Sequence[int], stage: Stage) -> list[str]:
    """Kill a build at each of these changes of names; give what was not right afterwards."""
    wrong = []
    for number in numbers:
        stage.restore()
        killed, changes = killed_at(number, stage.arguments())
        for _ in range(_TRIES):
            if killed or not changes:
                break
            # An earlier kill left less to do, so this build had fewer changes: end it at its last.
            stage.restore()
            killed, changes = killed_at(len(changes), stage.arguments())
        name = f"{number}: {changes[-1]}"
        if not killed:
            wrong.append(f"{name} was not reached")
        if not stage.is_whole():
            wrong.append(f"{name} left half a site")
        if not stage.is_recovered():
            wrong.append(f"{name} was not recovered from")
    return wrong


def killed_after(seconds: float, stage: Stage) -> str:
    """Kill a build after a while; give what was not right afterwards."""
    stage.restore()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command(*stage.arguments()), stdout=quiet, stderr=quiet) as build:
        time.sleep(seconds)
        build.send_signal(signal.SIGKILL)
    if not stage.is_whole():
        return f"{seconds:.3f} s: half a site"
    return "" if stage.is_recovered() else f"{seconds:.3f} s: not recovered"


#: Calls to the system that change names or contents of folders; and those that write.
NAMING_CALLS = (
    "mkdir,mkdirat,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,symlink,symlinkat,"
    "chmod,fchmod,fchmodat,truncate,ftruncate"
)
WRITING_CALLS = f"{NAMING_CALLS},creat,write,pwrite64"


@dataclass(frozen=True)
class Tampered:
    """How a process ended that strace tampered with: exit code or minus signal, and its calls."""

    code: int
    calls: list[str]


def tampered(do: Callable[[], int], calls: str, inject: str = "") -> Tampered:
    """Do something in a copy of this process while strace looks at some calls to the system.

    ``inject`` says what happens at which of the calls, as strace puts it.
    """
    strace = shutil.which("strace")
    assert strace, "strace was not found (Debian: apt-get install strace)."
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.kill(os.getpid(), signal.SIGSTOP)
            code = do()
        except BaseException:  # noqa: BLE001 - it is told and ends this copy
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.waitpid(child, os.WUNTRACED)
    options = ["-qq", "-e", "signal=none", "-e", f"trace={calls}"]
    options += ["-e", f"inject={calls}:{inject}"] if inject else []
    with subprocess.Popen(
        [strace, *options, "-p", str(child)], stderr=subprocess.PIPE, text=True
    ) as looking:
        while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text(encoding="utf-8"):
            assert looking.poll() is None, looking.communicate()[1]
            time.sleep(0.001)
        os.kill(child, signal.SIGCONT)
        told = looking.communicate()[1]
    status = os.waitpid(child, 0)[1]
    return Tampered(os.waitstatus_to_exitcode(status), [x for x in told.splitlines() if "(" in x])


class _Killer:
    """Counts changes of names and ends the process, as a power cut would, before the nth."""

    def __init__(self, number: int, told: int) -> None:
        """Keep the number, and where the changes are written down."""
        self.left = number
        self.told = told
        # A second process that shares the work goes on by itself; what it changes is its own.
        self.process = os.getpid()

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Look at what Python is about to do."""
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        if (not writes and event not in NAMING) or os.getpid() != self.process:
            return
        self.left -= 1
        os.write(self.told, f"{event}\n".encode())
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
