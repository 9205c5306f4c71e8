"""Faults of the machine: one plain sentence each, the draft kept, nothing left behind."""

from __future__ import annotations

import errno
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from torture import kills
from torture.tally import Tally

HOME = Path(__file__).resolve().parents[2]
FAULT = "This is a fault of dialogues"
LONGEST = 4  # lines that a command may say of one fault: problem, the cell's two, remedy
HOOK = """
import os, sys
left = [{at}]
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def heard(event, given):
    if event == "open":
        _, mode, flags = given
        writes = isinstance(mode, str) and set(mode) & set("wax+")
        writes = writes or (isinstance(flags, int) and flags & writing)
    else:
        writes = event == "os.mkdir"
    if writes and str(given[0]).startswith({inside!r}) and "__pycache__" not in str(given[0]):
        left[0] -= 1
        if left[0] < 0:
            raise OSError({number}, os.strerror({number}), given[0])
sys.addaudithook(heard)
"""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the machine: how it is made so, and whether a command must then fail."""

    name: str
    command: tuple[str, ...]
    spoil: Callable[[Path, dict[str, str]], None]
    fails: bool = True
    before: tuple[str, ...] = ()  # what runs the command

    def __str__(self) -> str:
        return f"{self.name} ({self.command[0]})"


def torture(folder: Path, seconds: float = 0) -> Tally:
    """Try each fault in ``seconds``, in a project with a draft; a release in one that is committed."""
    until = time.monotonic() + (seconds or math.inf)
    template = folder / "faults" / "template"
    kills._drafted(template)
    (template / "c.txt").write_text(kills.TEXT.format(day=9), encoding="utf-8")
    (template / "analysis" / "readings").mkdir()
    committed = folder / "faults-of-release" / "template"
    kills._committed(committed)
    lost, tried = [], 0
    for fault in random.Random("faults").sample(FAULTS, len(FAULTS)):
        if tried and time.monotonic() > until:
            break
        tried += 1
        root = kills._fresh(committed if fault.command[0] == "release" else template)
        loss = _loss(fault, root)
        lost += [f"{fault}: {loss}"] if loss else []
    said = "" if tried == len(FAULTS) else f"of {len(FAULTS)} in time"
    return Tally("faults of the machine", tried, tuple(lost), said)


def _kept(root: Path) -> kills.State:
    """What no fault may change: all but the folder of what is made again."""
    state = kills.snapshot(root)
    return {name: value for name, value in state.items() if not name.startswith("reports/_build")}


def _loss(fault: Fault, root: Path) -> str | None:
    scratch, after = root.parent / "tmp", root.parent / "after"
    for place in (scratch, after):
        shutil.rmtree(place, ignore_errors=True)
    scratch.mkdir()
    surroundings = os.environ | {"PYTHONPATH": str(HOME / "analysis"), "TMPDIR": str(scratch)}
    surroundings["EDITOR"] = kills.EDITOR
    fault.spoil(root, surroundings)
    before = _kept(root)
    done = subprocess.run(
        [*fault.before, sys.executable, "-m", "dialogues", *fault.command],
        cwd=root,
        env=surroundings,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )
    if not fault.fails:
        return None if done.returncode == 0 else f"the command fails: {done.stderr.strip()[-300:]}"
    said = done.stderr.strip()
    now = _kept(root)
    if after.exists():  # what lay on a disk of its own
        now = {name: value for name, value in now.items() if not name.startswith("reports/")}
        now |= {f"reports/{n}": v for n, v in kills.snapshot(after).items() if not n.startswith("_build")}
    if done.returncode == 0:
        return "the command does not notice"
    if FAULT in said or "Traceback" in said or len(said.splitlines()) > LONGEST or not said:
        return f"it is not told in a sentence: {said[-400:]}"
    if now != before:
        differ = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
        return f"not as before: {', '.join(differ)[:300]}"
    left = [path.name for path in scratch.iterdir()] if scratch.is_dir() else []
    return f"left behind: {', '.join(left)}" if left else None


# The faults ----------------------------------------------------------------------------------------------


def _start(root: Path, surroundings: dict[str, str], code: str) -> None:
    """Have ``code`` run when Python starts."""
    place = root.parent / "start"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(code, encoding="utf-8")
    surroundings["PYTHONPATH"] = f"{place}{os.pathsep}{surroundings['PYTHONPATH']}"


def _refusing(number: int, at: int, inside: str = "reports") -> Callable[[Path, dict[str, str]], None]:
    """The ``at``-th file or folder and those after it cannot be written ``inside``."""

    def spoil(root: Path, surroundings: dict[str, str]) -> None:
        _start(root, surroundings, HOOK.format(at=at, inside=str(root / inside), number=number))

    return spoil


def _set(**values: str | None) -> Callable[[Path, dict[str, str]], None]:
    def spoil(_: Path, surroundings: dict[str, str]) -> None:
        changed: Mapping[str, str | None] = values
        for name, value in changed.items():
            surroundings.pop(name, None)
            if value is not None:
                surroundings[name] = value

    return spoil


def _without(module: str) -> Callable[[Path, dict[str, str]], None]:
    """A package that cannot be imported."""

    def spoil(root: Path, surroundings: dict[str, str]) -> None:
        code = (
            "import sys\n"
            "class Gone:\n"
            "    def find_spec(self, name, path=None, target=None):\n"
            f"        if name.split('.')[0] == {module!r}:\n"
            f"            raise ModuleNotFoundError('No module named ' + name, name={module!r})\n"
            "sys.meta_path.insert(0, Gone())\n"
        )
        _start(root, surroundings, code)

    return spoil


def _pandoc(script: str | None) -> Callable[[Path, dict[str, str]], None]:
    """Another Pandoc than ours, or a path to none."""

    def spoil(root: Path, surroundings: dict[str, str]) -> None:
        place = root.parent / "pandoc"
        place.unlink(missing_ok=True)
        if script is not None:
            place.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            place.chmod(0o755)
        surroundings["PYPANDOC_PANDOC"] = str(place)

    return spoil


def _unwritable(name: str) -> Callable[[Path, dict[str, str]], None]:
    """A file in the place of a folder: root may write everywhere, but not in a file."""

    def spoil(root: Path, _: dict[str, str]) -> None:
        place = root / name
        shutil.rmtree(place, ignore_errors=True)
        place.write_text("a file", encoding="utf-8")

    return spoil


def _without_charts(root: Path, surroundings: dict[str, str]) -> None:
    """A notebook with a chart, and nothing that draws it."""
    cell = "from dialogues.brief.drawer import drawer\ndrawer().draw({'mark': 'point'}).result()\n"
    (root / "analysis" / "brief.qmd").write_text(f"## A\n\n```{{python}}\n{cell}```\n", encoding="utf-8")
    _without("vl_convert")(root, surroundings)


def _cell(code: str) -> Callable[[Path, dict[str, str]], None]:
    """A notebook with a cell that does what none may, in a project with a release."""

    def spoil(root: Path, _: dict[str, str]) -> None:
        from dialogues.base.project import Project
        from dialogues.releasing import shelf

        shutil.copytree(HOME / "reports" / "2025.1", root / "reports" / "2025.1")
        shelf.write(Project(root))
        cell = f"## A\n\n```{{python}}\n{code}\n```\n"
        (root / "analysis" / "brief.qmd").write_text(cell, encoding="utf-8")

    return spoil


def _without_file(name: str) -> Callable[[Path, dict[str, str]], None]:
    """A file that is not there."""
    return lambda root, _: (root / name).unlink()


OFFLINE = ("unshare", "--map-root-user", "--net")


# A disk of its own for reports/, with what lies there and room for a little more, whose files outlive it.
MOUNT = """
cp -a reports ../there && size=$(($(du -sk reports | cut -f1) + 64))
mount -t tmpfs -o size=${size}k none reports || exit 99
cp -a ../there/. reports; rm -rf ../there; "$@"; status=$?; cp -a reports ../after; exit $status
"""
ALONE = ("unshare", "--map-root-user", "--mount", "sh", "-c")
SMALL = (*ALONE, MOUNT, "sh")
SHORT = ("sh", "-c", 'ulimit -f 8 && exec "$@"', "sh")  # files of at most 4 or 8 kB


def _read_only(name: str) -> tuple[str, ...]:
    """Run what follows where a folder of the project cannot be written, by anybody."""
    mount = f'mount --bind {name} {name} && mount -o remount,bind,ro {name} || exit 99; exec "$@"'
    return (*ALONE, mount, "sh")


def can_be(before: tuple[str, ...]) -> bool:
    """Whether this machine lets a process have a network, or a disk, of its own."""
    with tempfile.TemporaryDirectory() as place:
        here = Path(place, "here")
        for name in ("reports", "seeds", "analysis"):
            (here / name).mkdir(parents=True)
        try:
            done = subprocess.run([*before, "true"], cwd=here, capture_output=True, check=False)
        except OSError:
            return False
        return done.returncode == 0


def places_written(folder: Path) -> Tally:
    """Every file that a render opens for writing: in reports/ or in the folder for temporary files."""
    root = folder / "written" / "project"
    kills._drafted(root)
    log, scratch, surroundings = folder / "written.log", folder / "written" / "tmp", dict(os.environ)
    scratch.mkdir(exist_ok=True)
    surroundings |= {"PYTHONPATH": str(HOME / "analysis"), "TMPDIR": str(scratch)}
    _start(root, surroundings, WRITES.format(log=str(log)))
    subprocess.run(
        [sys.executable, "-m", "dialogues", *RENDER],
        cwd=root,
        env=surroundings,
        capture_output=True,
        check=False,
    )
    places = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    allowed = (str(root / "reports"), str(scratch), "/dev/", str(log))
    lost = {place for place in places if not place.startswith(allowed) and "__pycache__" not in place}
    return Tally("files opened for writing", len(places), tuple(sorted(lost)), "in reports/ or temporary")


WRITES = """
import os, sys
log = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)  # before a kernel gives the right up
def heard(event, given):
    if event == "open" and isinstance(given[1], str) and set(given[1]) & set("wax+"):
        path = given[0] if isinstance(given[0], str) else None
        if path:
            os.write(log, os.fsencode(os.path.abspath(path) + chr(10)))
sys.addaudithook(heard)
"""
RENDER = ("render", "--engine", "builtin")
REMOVES = "import shutil; shutil.rmtree('../reports/2025.1')"
RELEASE = ("release", kills._version())
WRITERS = {  # command -> where it writes, and at which of its files a disk is full
    RENDER: ("reports", (0, 1, 2, 4)),
    ("build",): ("reports", (0, 1, 2)),
    ("export", "out"): ("", (0, 1)),
    ("add", "c.txt"): ("seeds", (0, 1)),
    ("read", "--editor", "--as", "AB", "a"): ("analysis", (0,)),
}


def _everywhere() -> Iterator[Fault]:
    """What can be wrong wherever something is written, for each command that writes."""
    for command, (inside, files) in WRITERS.items():
        for at in files:
            yield Fault(f"a disk that is full at file {at}", command, _refusing(errno.ENOSPC, at, inside))
        yield Fault("a folder that may not be written", command, _refusing(errno.EACCES, 0, inside))
        if inside and can_be(read_only := _read_only(inside)):
            yield Fault("a disk that is read only", command, _set(), before=read_only)
        gone = _set(HOME="/nonexistent", TMPDIR="/nonexistent")
        yield Fault("a HOME and a TMPDIR that are not there", command, gone, fails=False)
    for command in (RENDER, ("build",), RELEASE):
        if can_be(SMALL):
            yield Fault("a disk that is almost full", command, _set(), before=SMALL)
    for command in (RENDER, ("build",), ("export", "out")):
        yield Fault("files that may not be long", command, _set(), before=SHORT)


FAULTS = (
    *_everywhere(),
    *(Fault(f"a disk that is full at file {at}", RELEASE, _refusing(errno.ENOSPC, at)) for at in (1, 30)),
    Fault("a file in the place of _build", RENDER, _unwritable("reports/_build")),
    Fault("no HOME and no TMPDIR", RENDER, _set(HOME=None, TMPDIR=None), fails=False),
    Fault("another locale and zone", RENDER, _set(LC_ALL="tr_TR.UTF-8", TZ="Asia/Kathmandu"), fails=False),
    Fault("the plainest locale", RENDER, _set(LC_ALL="C", LANG="C", PYTHONUTF8="0"), fails=False),
    Fault("no Pandoc", RENDER, _pandoc(None)),
    Fault("a Pandoc that breaks", RENDER, _pandoc("exit 3")),
    Fault("a Pandoc that says nothing", RENDER, _pandoc("exit 0")),
    Fault("no typst", RENDER, _without("typst")),
    Fault("no kernel", RENDER, _without("ipykernel")),
    Fault("no font", RENDER, _without("font_source_sans_pro")),
    Fault("no converter of charts", RENDER, _without_charts),
    *([Fault("no network", RENDER, _set(), fails=False, before=OFFLINE)] if can_be(OFFLINE) else []),
    *(
        Fault(f"a cell that writes in {place}", RENDER, _cell(f"open('../{place}', 'ab').write(b' ')"))
        for place in ("reports/2025.1/brief.html", "reports/2025.1/new", "seeds/a.txt", "seeds/new.txt")
    ),
    Fault("a cell that removes a release", RENDER, _cell(REMOVES)),
    *(
        Fault(f"no {name} of the theme", RENDER, _without_file(f"analysis/theme/{name}"))
        for name in ("brief.html", "brief.css", "dialogues.lua", "typst-template.typ")
    ),
    Fault("no Polars", ("build",), _without("polars")),
)
