"""End a command at each of its events of the file system, and see that nothing is lost.

The command runs in a child made by a fork; an audit hook in it, and in the Pythons that it starts, notes the
events and ends the whole group at the one that was asked for, as a power cut would. Nothing is computed
before the fork: Polars would not survive it.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from dialogues.base import placing
from torture import ending
from torture.tally import Tally

HOME = Path(__file__).resolve().parents[2]
EACH = "each"  # for a number of points: one of each kind
TEXT = "On {day} May 2024 the EU and Turkmenistan held their Human Rights Dialogue in Brussels. "
GIVEN = ("_quarto.yml", "pyproject.toml", "CITATION.cff", "requirements.lock")

State = dict[str, str]


@dataclass(frozen=True)
class Case:
    """A command, the project it runs in, and what must hold of the project whenever it is ended."""

    name: str
    run: Callable[[], object]  # in the project
    make: Callable[[Path], None]
    kept: Sequence[str]  # what is as before the command or as after it, each as a whole
    untouched: Sequence[str] = ()  # what no command may change
    scratch: Sequence[str] = ("reports/_build/",)  # what may differ after a second run

    def groups(self, state: State) -> list[State]:
        """The parts of a project that change as a whole."""
        return [_below(state, [part]) for part in self.kept]


def snapshot(root: Path) -> State:
    """The hash of each file under ``root``."""
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git/" not in path.relative_to(root).as_posix()
    }


def _below(state: State, parts: Sequence[str]) -> State:
    return {name: value for name, value in state.items() if name.startswith(tuple(parts))}


# The commands -------------------------------------------------------------------------------------------


def _project(root: Path) -> None:
    """A project of one text, registered, with a draft of tables."""
    root.mkdir(parents=True)
    for name in GIVEN:
        shutil.copy(HOME / name, root / name)
    for name in ("analysis/codebook", "analysis/theme"):
        shutil.copytree(HOME / name, root / name)
    (root / "seeds").mkdir()
    (root / "seeds" / "a.txt").write_text(TEXT.format(day=3), encoding="utf-8")
    (root / "seeds" / "sources.yaml").write_text("# Known.\nsources: []\n", encoding="utf-8")


def _built(root: Path) -> None:
    _project(root)
    _must(root, "build")
    (root / "seeds" / "b.txt").write_text(TEXT.format(day=4), encoding="utf-8")


def _exported(root: Path) -> None:
    _project(root)
    _must(root, "export", "out")
    (root / "seeds" / "b.txt").write_text(TEXT.format(day=4), encoding="utf-8")


def _to_add(root: Path) -> None:
    _project(root)
    (root / "b.txt").write_text(TEXT.format(day=4), encoding="utf-8")


def _drafted(root: Path) -> None:
    _project(root)
    (root / "analysis" / "brief.qmd").write_text("## One\n\n`{python} 6 * 7`\n", encoding="utf-8")
    _must(root, "render", "--engine", "builtin")
    (root / "analysis" / "brief.qmd").write_text("## Two\n\n`{python} 6 * 8`\n", encoding="utf-8")
    (root / "seeds" / "b.txt").write_text(TEXT.format(day=4), encoding="utf-8")


def _committed(root: Path) -> None:
    _project(root)
    (root / "analysis" / "brief.qmd").write_text("## One\n\n`{python} 6 * 7`\n", encoding="utf-8")
    shutil.copytree(HOME / "analysis" / "dialogues", root / "analysis" / "dialogues")
    shutil.copytree(HOME / "reports" / "2025.1", root / "reports" / "2025.1")
    for name in (".gitignore", "CHANGELOG.md"):
        shutil.copy(HOME / name, root / name)
    known = sha256((root / "seeds" / "a.txt").read_bytes()).hexdigest()
    entry = f"sources:\n  - file: a.txt\n    sha256: {known}\n"
    year, _, _ = _version().partition(".")  # of the data cut-off
    (root / "seeds" / "sources.yaml").write_text(
        f"corpus: {{cutoff: {year}-12-31}}\n{entry}", encoding="utf-8"
    )
    from dialogues.base.project import Project
    from dialogues.releasing import shelf

    shelf.write(Project(root))
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "All"],
    ):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)


def _version() -> str:
    """The version that the project declares: no other can be released."""
    declared = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    return str(declared["project"]["version"])


def _read(root: Path) -> None:
    _project(root)
    (root / "analysis" / "readings").mkdir()
    known = sha256((root / "seeds" / "a.txt").read_bytes()).hexdigest()
    reading = f"# By hand.\nsha256: {known}\nread: [{{by: B, kind: person, on: 2026-11-26}}]\n"
    (root / "analysis" / "readings" / "a.yaml").write_text(reading, encoding="utf-8")
    (root / "seeds" / "b.txt").write_text(TEXT.format(day=4), encoding="utf-8")


def _command(*arguments: str) -> Callable[[], object]:
    def run() -> None:
        from dialogues.cli import main

        main(list(arguments), standalone_mode=True)

    return run


EDITOR = "sed -i 's/^#? \\( *kind: \\)/\\1/'"  # confirms the kind of a meeting


def _in_editor() -> None:
    """Read a text in an editor that confirms the kind of its meeting."""
    os.environ["EDITOR"] = EDITOR
    _command("read", "--editor", "--as", "AB", "a")()


def _on_page() -> None:
    """Ask the reading page, as a browser does, to save in an old reading, in a new one, and a cue."""
    from dialogues import recovery
    from dialogues.base.project import Project
    from dialogues.serve.app import Pages, app
    from serve import project as small

    project = Project.here()
    recovery.put_right(project)  # as the command that serves the page
    book = small.book(project)
    pages = app(Pages(book, "AB"))

    def ask(path: str, **body: object) -> None:
        if (answer := small.asked(pages, path, {}, method="POST", body=body)).status != HTTPStatus.OK:
            raise SystemExit(answer.body.decode())

    for document in "ab":
        now = book.open(document)
        known = {"opened": now.draft.opened, "shown": now.shown, "reader": "AB"}
        ask(f"/read/{document}/do", do="confirm", key="event/kind", **known)
    topics = project.codebook / "topics.yaml"
    if CUE not in topics.read_text(encoding="utf-8"):
        opened = sha256(topics.read_bytes()).hexdigest()
        ask("/read/a/teach", key="topics/health", cue=CUE, write=True, hash=opened)


def _previewed() -> None:
    """Make the page of the preview once, as its thread does."""
    from dialogues import recovery
    from dialogues.base.progress import Timings
    from dialogues.base.project import Project
    from dialogues.serve.found import Desk
    from dialogues.serve.making import Maker

    project = Project.here()
    recovery.put_right(project)
    maker = Maker(Desk(project))
    try:
        maker.make(Timings())
    finally:
        maker.close()


CUE = "clean drinking water of everybody"
READINGS = ("analysis/readings/a.yaml", "analysis/readings/b.yaml")
CASES = (
    Case("add", _command("add", "b.txt"), _to_add, ["seeds/sources.yaml", "seeds/b.txt"], ["seeds/a.txt"]),
    Case("read", _on_page, _read, [*READINGS, "analysis/codebook/topics.yaml"], ["seeds/"]),
    Case("editor", _in_editor, _read, READINGS, ["seeds/", "analysis/codebook/"]),
    Case("build", _command("build"), _built, ["reports/_draft/data/"], ["seeds/"]),
    Case("export", _command("export", "out"), _exported, ["out/"], ["seeds/", "analysis/"]),
    Case(
        "check",
        _command("check"),
        _committed,
        ["reports/_build/codebook.passed", "reports/_build/dataset.passed"],  # each is right by itself
        ["seeds/", "analysis/", "reports/2025.1/", "reports/README.md"],
    ),
    Case("preview", _previewed, _drafted, ["reports/_draft/"], ["seeds/", "analysis/"]),
    Case("render", _command("render", "--engine", "builtin"), _drafted, ["reports/_draft/"], ["seeds/"]),
    Case(
        "release",
        _command("release", _version()),
        _committed,
        [f"reports/{_version()}/", "reports/README.md", "reports/index.html"],
        ["seeds/", "reports/2025.1/"],
    ),
)


# Running -------------------------------------------------------------------------------------------------


def run(root: Path, command: Callable[[], object], at: int = 0) -> tuple[list[str], int, str]:
    """Run a command of the project in a child; its events, its status (-9: ended) and what it said."""
    said, log = root.parent / "said", root.parent / "events"
    for left in (said, log):
        left.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        _become(root, command, at, said, log)
    _, status = os.waitpid(child, 0)
    told = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
    return ending.noted(log), os.waitstatus_to_exitcode(status), told


def _become(root: Path, command: Callable[[], object], at: int, said: Path, log: Path) -> None:
    """Be the command, and end."""
    os.setpgid(0, 0)
    screen = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(screen, 1)
    os.dup2(screen, 2)
    os.chdir(root)
    os.environ["PYTHONPATH"] = f"{_start(root.parent)}{os.pathsep}{HOME / 'analysis'}"
    status = 70
    try:
        from dialogues import cli  # noqa: F401 - what it opens is no event of the command

        watch = ending.Watch(str(log), str(root), at, os.getpgid(0))
        watch.tell()
        watch.begin()
        command()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if isinstance(end.code, str):
            print(end.code)
    finally:
        sys.stdout.flush()
        os._exit(status)


def _start(folder: Path) -> Path:
    """A folder for Python's path that lets each Python watch from its start."""
    place = folder / "start"
    place.mkdir(exist_ok=True)
    shutil.copy(ending.__file__, place / "sitecustomize.py")
    return place


def _must(root: Path, *arguments: str) -> None:
    """Run a command that must succeed, in a process of its own."""
    subprocess.run(
        [sys.executable, "-m", "dialogues", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(HOME / "analysis")},
        check=True,
        capture_output=True,
    )


def points(events: Sequence[str], most: int | str) -> list[int]:
    """All of the events, ``most`` of them, evenly apart, or the first and the last of each kind."""
    if most == EACH:
        kinds = [ending.kind(event) for event in events]
        first = {kind: place for place, kind in reversed([*enumerate(kinds, 1)])}
        last = {kind: place for place, kind in enumerate(kinds, 1)}
        return sorted({*first.values(), *last.values()})
    step = max(1, -(-len(events) // int(most))) if most else 1
    return list(range(1, len(events) + 1, step))


def torture(case: Case, folder: Path, most: int | str = 0, seconds: float = 0) -> Tally:
    """End ``case`` at its events (at ``most``, and as many as ``seconds`` allow); count what is lost."""
    until = time.monotonic() + (seconds or math.inf)
    template = folder / case.name / "template"
    case.make(template)
    before = snapshot(template)
    root = _fresh(template)
    events, status, told = run(root, case.run)
    if status != 0:
        return Tally(f"kills of {case.name}", 0, (f"the command itself fails: {told.strip()}",))
    after = snapshot(root)
    chosen, lost, tried = points(events, most), [], 0
    for n, at in enumerate(random.Random(case.name).sample(chosen, len(chosen)), 1):
        if tried and time.monotonic() > until:
            break
        tried = n
        loss = _loss(case, _fresh(template), at, before, after)
        lost += [f"ended at event {at} of {len(events)} ({events[at - 1]}): {loss}"] if loss else []
        print(f"{case.name}: {n} of {len(chosen)}, {len(lost)} lost", file=sys.stderr, flush=True)
    note = {0: f"{len(events)} events; the next run works", EACH: f"of each kind among {len(events)} events"}
    said = note.get(most, f"of {len(events)} events") if tried == len(chosen) else f"of {len(chosen)} in time"
    return Tally(f"kills of {case.name}", tried, tuple(lost), said)


def _loss(case: Case, root: Path, at: int, before: State, after: State) -> str | None:
    """What ending the command at the event ``at`` loses."""
    _, status, _ = run(root, case.run, at)
    if status != -signal.SIGKILL:
        return None  # it ended before: events differ by a few from run to run
    now = snapshot(root)
    for part, mid, old, new in zip(
        case.kept, case.groups(now), case.groups(before), case.groups(after), strict=True
    ):
        if mid not in (old, new):
            return f"{part} is neither as before nor as after"
    if _below(now, case.untouched) != _below(before, case.untouched):
        return "what no command may touch was changed"
    for half in _half_written(root):
        os.utime(half, (0, 0))  # the next run is later: these are left to a command that may be at work
    _, status, told = run(root, case.run)
    is_done = "already" in told
    if status != 0 and not is_done:
        return f"the next run fails: {told.strip()}"
    if left_half := _half_written(root):
        return f"the next run leaves {', '.join(path.name for path in left_half)}"
    end = snapshot(root)
    differ = sorted(
        name
        for name in end.keys() | after.keys()
        if end.get(name) != after.get(name) and not name.startswith(tuple(case.scratch))
    )
    left = [name for name in differ if name not in after]
    return f"after the next run these differ: {', '.join(left or differ)}" if differ else None


def _half_written(root: Path) -> list[Path]:
    """Files and folders that were to be moved into place."""
    return [path for suffix in (placing.MADE, placing.SAVED) for path in root.rglob(f".*{suffix}")]


def _fresh(template: Path) -> Path:
    root = template.with_name("project")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    return root


def main() -> None:
    """Run the cases named on the command line in a folder, in some seconds each; print the tallies as JSON.

    ``name=most``: so many of its events, ``name=0`` all, ``name=each`` the first and last of each kind.
    """
    folder, seconds, *named = sys.argv[1:]
    wanted = {
        name: most if most == EACH else int(most or 0) for name, _, most in (n.partition("=") for n in named)
    }
    import polars  # noqa: F401 - imported before the forks

    cases = [case for case in CASES if case.name in wanted]
    tallies = [torture(case, Path(folder), wanted[case.name], float(seconds)) for case in cases]
    print(json.dumps([tally.as_dict() for tally in tallies]))


if __name__ == "__main__":
    main()
