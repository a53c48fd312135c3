"""The command line: arguments, exit codes, printing. Nothing else in the package prints.

Exit codes: 0 done; 1 the content is wrong (every problem is listed); 2 the call is wrong or a
tool is missing; 3 the published folder cannot be written; 4 what there is to say cannot be
written; 141 nobody listens any more, as shells tell of a program whose pipe was closed.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from explainer.commands import add_commands
from explainer.problems import BuildError, Problem
from explainer.settings import Settings

if TYPE_CHECKING:
    from explainer.figures.browser import Browser

ROOT = Path(__file__).resolve().parent.parent

EXIT_CONTENT = 1
EXIT_CALL = 2
EXIT_OUTPUT = 3
EXIT_UNSAID = 4
EXIT_UNHEARD = 141

#: Seconds after which a command shows that it works.
PATIENCE = 0.7


def main(arguments: Sequence[str] | None = None, *, looked: bool = False) -> int:
    """Run a command; give its exit code.

    ``looked``: whether anything changed since the last build was looked at, and something did.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal cannot show is shown as its number.
            stream.reconfigure(errors="backslashreplace")
    try:
        with redirect_stdout(_heard(sys.stdout)), redirect_stderr(_heard(sys.stderr)):
            return _run_to_the_last_word(arguments, looked=looked)
    except UnsaidError as error:
        return _give_up(error.reason)


class UnsaidError(Exception):
    """What there is to say cannot be written where it goes."""

    def __init__(self, reason: OSError) -> None:
        """Keep why."""
        super().__init__(str(reason))
        self.reason = reason


class _Heard:
    """A stream for words that tells its own failures from those of other files."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write words."""
        try:
            return self.stream.write(text)
        except OSError as error:
            raise UnsaidError(error) from error

    def flush(self) -> None:
        """See to it that all words are written."""
        try:
            self.stream.flush()
        except OSError as error:
            raise UnsaidError(error) from error

    def __getattr__(self, name: str) -> Any:
        """In everything else it is the stream itself."""
        return getattr(self.stream, name)


def _heard(stream: TextIO | None) -> Any:
    # A stream that was closed before the start is none, and nobody misses what it would say.
    return None if stream is None else _Heard(stream)


def _run_to_the_last_word(arguments: Sequence[str] | None, *, looked: bool) -> int:
    try:
        return _run(arguments, looked=looked)
    finally:
        if not isinstance(sys.exception(), Exception):
            for stream in filter(None, (sys.stdout, sys.stderr)):
                stream.flush()


def _give_up(reason: OSError) -> int:
    """Let go what cannot be written, so that Python does not try again; give the exit code."""
    with Path(os.devnull).open("wb") as nowhere:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            try:
                stream.flush()
            except OSError:
                os.dup2(nowhere.fileno(), stream.fileno())
    if isinstance(reason, BrokenPipeError):
        return EXIT_UNHEARD
    with suppress(OSError):
        print(f"What there is to say cannot be written: {reason.strerror}.", file=sys.stderr)
    return EXIT_UNSAID


def _run(arguments: Sequence[str] | None, *, looked: bool) -> int:
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    parser = _make_parser(arguments)
    options = parser.parse_args(arguments)
    options.looked = looked
    settings = Settings(
        root=Path(options.root).resolve(),
        out=Path(options.out).absolute() if options.out else Path(options.root).resolve() / "dist",
        strict=options.strict,
    )
    command: Callable[[Settings, argparse.Namespace], int] = options.run
    try:
        return command(settings, options)
    except BuildError as error:
        _print_problems(error.errors, error.warnings, settings)
        return EXIT_CONTENT
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
        return EXIT_CALL


@contextmanager
def _working() -> Iterator[None]:
    """Show on a terminal that work goes on, once it has gone on for a while."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    import threading

    done = threading.Event()

    def tell() -> None:
        if not done.wait(PATIENCE):
            from explainer.terminal import show_work

            show_work("Working …", done)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _make_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", default=str(ROOT), help="the project folder (default: this one)")
    common.add_argument("--out", default="", help="where the site goes (default: dist/)")
    common.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Build the site into dist/, or run one of the commands.",
        epilog="Example: python build.py --out /tmp/site\n\n"
        "Exit codes: 0 done; 1 the content, or what a command was given, is wrong; 2 the call is\n"
        "wrong, a tool is missing, or somebody stopped it; 3 files or the published folder cannot\n"
        "be written. After 1, 2 and 3 everything is as it was. 4 what there is to say cannot be\n"
        "written (a full disk); 141 nobody reads it any more (a closed pipe). What was asked for\n"
        "may be done by then.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.set_defaults(run=_build)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, run, words in (
        ("build", _build, "build the site (the same as no command)"),
        ("check", _check, "list every problem of every file, write nothing"),
        ("serve", _serve, "show the site while you edit; what you save appears in the browser"),
        ("diff", _diff, "tell what readers would see change since a revision"),
        ("release", _release, "put what is published on record, if every change has its entry"),
        ("draw", _draw, "draw the figures whose data or words changed"),
        ("editions", _editions, "set the PDFs to take away whose text changed"),
        ("publish", _publish, "build the site with compressed copies, ready for a server"),
        ("preview", _preview, "serve the built site with nginx, as in production"),
        ("hosting", _hosting, "write the recipes for servers (hosting/) anew"),
        ("supply", _supply, "check the licences of all packages, and list what there is"),
        ("weigh", _weigh, "print what the pages cost on the wire, the heaviest of each kind"),
    ):
        command = commands.add_parser(
            name,
            help=words,
            description=words.capitalize() + ".",
            epilog=f"Example: python build.py {name}",
            parents=[common],
        )
        command.set_defaults(run=run)
        if name == "check":
            command.add_argument(
                "--notices", action="store_true", help="list what could be better supported, too"
            )
            command.add_argument(
                "--format",
                choices=("text", "json", "github"),
                default="text",
                help="for people (text), programs (json) or beside the lines of a review (github)",
            )
        if name == "serve":
            command.add_argument("--port", type=int, help="the port (default: 8000, or the next)")
            command.add_argument("--no-open", action="store_true", help="do not open a browser")
        if name == "diff":
            command.add_argument(
                "revision",
                nargs="?",
                default="",
                help="a branch, a tag or a commit (default: where the last release was recorded)",
            )
            command.add_argument(
                "--page", default="changes.html", help="where the page goes (default: changes.html)"
            )
            command.add_argument("--review", default="", help="write a text for a review, too")
        if name == "supply":
            command.add_argument("--bill", default="", help="write a bill of materials (CycloneDX)")
        if name == "hosting":
            command.add_argument(
                "--readers",
                type=int,
                default=0,
                help="tell what so many readers a month cost in requests and bytes, instead",
            )
        if name == "preview":
            command.add_argument("--port", type=int, default=8000, help="default: 8000")
            command.add_argument("--server", choices=("nginx", "caddy"), default="nginx")
        if name in {"draw", "editions"}:
            command.add_argument(
                "--all", action="store_true", help="draw every figure, current or not"
            )
    add_commands(commands, common, arguments)
    return parser


def _build(settings: Settings, options: argparse.Namespace) -> int:
    return _write(settings, compressed=False, looked=options.looked)


def _publish(settings: Settings, options: argparse.Namespace) -> int:
    return _write(settings, compressed=True, looked=options.looked)


def _write(settings: Settings, *, compressed: bool, looked: bool) -> int:
    from explainer.unchanged import Look, now, told

    start, began = time.perf_counter(), now()
    look = Look(settings.root, settings.out, strict=settings.strict, compressed=compressed)
    said = None if looked else look.recall()
    if said is not None:
        print(told(said, time.perf_counter() - start))
        return 0
    from explainer.rebuild import Rebuilder
    from explainer.write import OutputError

    try:
        with _working():
            outcome = Rebuilder(settings, compressed=compressed).build()
    except OutputError as error:
        print(f"The site was not written: {error}", file=sys.stderr)
        return EXIT_OUTPUT
    built = outcome.built
    if built.warnings:
        _print_problems((), built.warnings, settings)
        if settings.strict:
            return EXIT_CONTENT
    said = f"{len(built.pages)} pages, {len(built.files)} files in {settings.out}"
    seconds = time.perf_counter() - start
    print(f"{said} ({outcome.changed} written, {outcome.removed} removed, {seconds:.2f} s)")
    note = ""
    if not built.explorable:
        note = "Figures cannot be explored: the library is not there; `make site` fetches it."
        print(note)
    if not built.warnings:
        look.remember(f"{said}\n{note}", began)
    return 0


def _check(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.commands.check import find_problems
    from explainer.reports import as_github, as_json, as_text, count_words
    from explainer.terminal import show

    with _working():
        found = find_problems(settings)
    told = [p for p in found if options.notices or p.severity != "notice"]
    root = settings.root
    if options.format == "json":
        print(as_json(told, root))
    elif options.format == "github":
        print(*as_github(told), sep="\n", end="\n" if told else "")
    else:
        show(as_text([p for p in told if p.severity == "notice"], root))
        show(as_text([p for p in told if p.severity != "notice"], root), errors=True)
    errors = any(p.severity == "error" for p in found)
    words = count_words(found, "error", "warning", "notice")
    if options.format == "text" and not errors:
        print(words.replace("0 errors", "No errors", 1))
    else:
        print(words, file=sys.stderr)
    warnings = any(p.severity == "warning" for p in found)
    return EXIT_CONTENT if errors or (settings.strict and warnings) else 0


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    try:
        from explainer.commands.serve import PortError, serve
    except ModuleNotFoundError as error:
        print(f"{error.name} is not installed; `make serve` fetches it.", file=sys.stderr)
        return EXIT_CALL
    try:
        serve(settings, port=options.port, opens=not options.no_open)
    except PortError as error:
        print(error, file=sys.stderr)
        return EXIT_CALL
    return 0


def _diff(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.commands.diff import (
        DiffError,
        as_lines,
        as_review,
        compare_with,
        find_revision,
        render_changes,
    )

    try:
        revision = find_revision(settings.root, options.revision)
        with _working():
            found = compare_with(settings, revision)
    except DiffError as error:
        print(error, file=sys.stderr)
        return EXIT_CALL
    texts = {options.page: render_changes(found, revision, settings)}
    if options.review:
        texts[options.review] = as_review(found, revision)
    try:
        for name, text in texts.items():
            Path(name).write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return EXIT_OUTPUT
    print(*as_lines(found, revision), sep="\n")
    print(f"Side by side: {Path(options.page).absolute()}")
    return 0


def _release(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.changeset import ChangeError, Changeset
    from explainer.releases import RECORD, render_record
    from explainer.site import archive_of, load_site

    del options
    with _working():
        loaded = load_site(settings)
    if loaded.warnings:
        _print_problems((), loaded.warnings, settings)
        print("Not released: a release has no warnings.", file=sys.stderr)
        return EXIT_CONTENT
    record = render_record(loaded.model)
    changes = Changeset(settings.root)
    changes.put(RECORD, record.encode())
    name, archive = archive_of(loaded)
    changes.put(name, archive)
    try:
        changes.apply()
    except ChangeError as error:
        print(f"Not released: {error}", file=sys.stderr)
        return EXIT_OUTPUT
    print(
        f"Released as version {loaded.model.site.version}; {RECORD} and {name} are to be committed."
    )
    return 0


def _draw(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.changeset import ChangeError

    try:
        return _draw_and_photograph(settings, everything=options.all)
    except ChangeError as error:
        print(f"Not drawn: {error}", file=sys.stderr)
        return EXIT_OUTPUT


def _draw_and_photograph(settings: Settings, *, everything: bool) -> int:
    from explainer.figures.draw import find_browser, start_browser

    program = find_browser()
    # A browser takes as long to start as everything to be read, and starts beside it.
    with start_browser(program) if program else nullcontext() as browser:
        return _draw_with(browser, settings, everything=everything)


def _draw_with(browser: Browser | None, settings: Settings, *, everything: bool) -> int:
    from explainer.figures.draw import draw_figures
    from explainer.figures.photograph import photograph_pictures
    from explainer.memory import Memory
    from explainer.problems import Problems
    from explainer.rebuild import recall_state
    from explainer.site import load_site, pictures_of

    loaded = load_site(settings, Memory(recall_state(settings), keeps=True))
    start = last = time.perf_counter()

    def progress(done: int, total: int, name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        print(f"[{done:>3}/{total}] {name} {now - last:.2f} s", file=sys.stderr)
        last = now

    problems = Problems()
    drawn = draw_figures(
        loaded.figures.values(),
        settings.root,
        problems,
        progress=progress,
        everything=everything,
        browser=browser,
    )
    problems.stop_on_errors()
    between = last = time.perf_counter()
    try:
        made = photograph_pictures(
            pictures_of(loaded, settings.root, problems),
            settings.root,
            problems,
            progress=progress,
            everything=everything,
            browser=browser,
        )
    except KeyboardInterrupt:
        print("Stopped. The drawings are done; the pictures are as they were.", file=sys.stderr)
        return EXIT_CALL
    problems.stop_on_errors()
    for what, report, seconds in (
        ("drawings", drawn, between - start),
        ("pictures", made, time.perf_counter() - between),
    ):
        print(
            f"{what}: {len(report.drawn)} drawn, {len(report.kept)} current, "
            f"{len(report.removed)} removed ({seconds:.1f} s)"
        )
    return 0


def _preview(settings: Settings, options: argparse.Namespace) -> int:
    from urllib.parse import urlsplit

    from explainer.commands.hosting import ServerError, running
    from explainer.site import load_site

    if not (settings.out / "index.html").is_file():
        print(f"There is no site in {settings.out}; build it first.", file=sys.stderr)
        return EXIT_CALL
    path = urlsplit(load_site(settings).model.site.address).path
    try:
        with running(options.server, settings.out, path, options.port) as port:
            print(f"http://127.0.0.1:{port}{path} – stop with Ctrl-C", flush=True)
            threading.Event().wait()
    except ServerError as error:
        print(error, file=sys.stderr)
        return EXIT_CALL
    return 0


def _hosting(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.commands.hosting import costs_of, redirects_of, render_recipes
    from explainer.site import load_site

    if options.readers:
        if not (settings.out / "index.html.br").is_file():
            print(f"There is no published site in {settings.out}.", file=sys.stderr)
            return EXIT_CALL
        costs = costs_of(settings.out, options.readers, views=3, edges=20, releases=4)
        print(f"Three pages each, 20 edges, 4 releases: {costs.requests:,} requests,")
        print(f"{costs.bytes / 1e9:,.1f} GB; of the origin at most {costs.origin_requests:,}")
        print(f"requests and {costs.origin_bytes / 1e9:,.2f} GB.")
        return 0
    model = load_site(settings).model
    for name, text in render_recipes(model.site.address, redirects_of(settings.out)).items():
        path = settings.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"Written: {name}")
    return 0


def _editions(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.commands.editions import set_editions

    try:
        report = set_editions(settings, everything=options.all)
    except (ImportError, OSError) as error:
        print(f"The PDFs cannot be set here: {error}", file=sys.stderr)
        print("`make editions` installs what is needed.", file=sys.stderr)
        return EXIT_CALL
    print(f"editions: {len(report.drawn)} set, {len(report.kept)} current")
    return 0


def _supply(settings: Settings, options: argparse.Namespace) -> int:
    import tomllib

    from explainer.commands.supply import LICENCES, check_licences, read_components, render_bill

    wrong = check_licences(settings.root)
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print(f"See {LICENCES}.", file=sys.stderr)
        return EXIT_CONTENT
    if options.bill:
        text = (settings.root / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)["project"]
        bill = render_bill(settings.root, project["name"], project["version"])
        Path(options.bill).write_text(bill, encoding="utf-8")
    print(f"{len(read_components(settings.root))} packages, all under licences that are allowed.")
    return 0


def _weigh(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.budget import heaviest, weigh
    from explainer.site import build_site

    del options
    with _working():
        built = build_site(settings)
    print("bytes on the wire, requests, page")
    for page in heaviest(built.pages, built.files, 1):
        weight = weigh(page, built.files)
        print(f"{weight.bytes:>8,} {weight.requests:>2} {weight.page}")
    _print_problems((), built.warnings, settings)
    return EXIT_CONTENT if settings.strict and built.warnings else 0


def _print_problems(
    errors: Sequence[Problem], warnings: Sequence[Problem], settings: Settings
) -> None:
    if not errors and not warnings:
        return
    from explainer.reports import as_text, count_words
    from explainer.terminal import show

    found = (*warnings, *errors)
    show(as_text(found, settings.root), errors=True)
    print(count_words(found, "error", "warning"), file=sys.stderr)
    if errors:
        print("Nothing was written.", file=sys.stderr)
