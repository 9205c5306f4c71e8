"""What a brief is made with, each part tried: what works, what is missing or broken, and what to do."""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from dialogues.base import packages, signs
from dialogues.base.errors import DialoguesError, NotebookError, Problem

PACKAGES = Path(__file__).resolve().parents[1]  # this package also runs uninstalled
PATIENCE = 60  # seconds for one trial


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a brief is made with: its version where it was found, and why it does not work."""

    name: str
    found: str | None
    is_needed: bool
    purpose: str
    remedy: str
    fault: str | None = None

    @property
    def is_lacking(self) -> bool:
        """Whether a brief needs it, and it is missing or does not work."""
        return self.is_needed and (self.found is None or self.fault is not None)


def examine() -> list[Part]:
    """Try everything that building, rendering and testing use."""
    return [_python(), *_packages(), *_programs(), _landlock()]


def text(parts: list[Part]) -> str:
    """One line a part, those that are missing or broken with their remedy; the last line sums up."""
    width = max(len(part.name) for part in parts)
    lines = [f"{part.name:<{width}}  {_state(part)}" for part in parts]
    lacking = [part.name for part in parts if part.is_lacking]
    said = (
        f"Missing or broken: {', '.join(lacking)}." if lacking else "Everything that a brief needs is here."
    )
    return "\n".join(map(signs.line, [*lines, said]))


def _state(part: Part) -> str:
    if part.found and part.fault:
        return f"{part.found}, BROKEN: {part.fault}. {part.remedy}"
    return part.found or f"{'MISSING' if part.is_needed else 'not here'}. {part.remedy}"


def as_json(parts: list[Part]) -> str:
    """The parts as data."""
    return json.dumps([asdict(part) for part in parts], indent=2)


def _python() -> Part:
    found = platform.python_version() if sys.version_info >= (3, 11) else None
    return Part("python", found, True, "everything", "Install Python 3.11 or later.")


def _packages() -> Iterator[Part]:
    """What pyproject.toml names, read from the installed package where there is one, each tried."""
    try:
        required = metadata.requires("dialogues") or []
    except metadata.PackageNotFoundError:
        required = []
    asked = [re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line]
    names = [re.sub(r"[-_.]+", "-", name).lower() for name in asked]
    versions = {name: _installed(name) for name in names or sorted({*TRIALS, "polars", "pydantic", "altair"})}
    faults = tried([name for name, version in versions.items() if version])
    for name, version in versions.items():
        yield Part(name, version, True, "package", packages.REMEDY, faults.get(name))


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def tried(names: Iterable[str]) -> dict[str, str]:
    """Why those packages of ``names`` do not work that do not, in words without a full stop.

    They are tried in a process of their own: a damaged library may end the process that loads it, or hang.
    """
    faults: dict[str, str] = {}
    left = list(names)
    while left:
        answers, ended = _answers(left)
        faults |= {name: why for name, why in answers.items() if why}
        left = left[len(answers) :]
        if left:
            faults[left.pop(0)] = ended
    return faults


def _answers(names: list[str]) -> tuple[dict[str, str | None], str]:
    """What the trials of ``names`` gave, up to the one that ended the process, and how that did."""
    path = os.pathsep.join([str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "dialogues.doctor", *names]
    with tempfile.TemporaryFile("w+") as said:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE * len(names),
                env=os.environ | {"PYTHONPATH": path},
            )
            ended = f"it ends the process that loads it ({done.returncode})"
        except subprocess.TimeoutExpired:
            ended = f"it does not answer within {PATIENCE} seconds"
        said.seek(0)
        return dict(map(json.loads, said)), ended


def _try(names: Iterable[str]) -> None:
    """Try each package, and print its name and its fault as a line of JSON as soon as they are known."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    for name in names:
        why = None
        try:
            TRIALS.get(name, _load)(name)
        except BaseException as error:  # a panic of a library is no Exception
            said = error.problems[0].problem if isinstance(error, DialoguesError) else str(error)
            why = signs.line(" ".join(said.split())).rstrip(".") or type(error).__name__
        print(json.dumps([name, why]), file=answers, flush=True)


def _load(name: str) -> None:
    """Import the modules of the package ``name``."""
    files = metadata.files(name) or ()
    modules = sorted((len(file.parts), file.parts[:-1]) for file in files if file.name == "__init__.py")
    importlib.import_module(".".join(modules[0][1]) if modules else name.replace("-", "_"))


def _convert(name: str) -> None:
    """Let Pandoc write a page."""
    from dialogues.render.convert import pandoc

    command = [pandoc(), "--from=markdown", "--to=html5"]
    done = subprocess.run(command, input=b"*a*", capture_output=True, check=False)
    if b"<em>a</em>" not in done.stdout:
        raise NotebookError(Problem(f"Pandoc of {name} ends with {done.returncode}", ""))


def _typeset(_: str) -> None:
    """Let Typst make a PDF in the faces of the brief."""
    from dialogues.render import fonts

    if not fonts.are_shown({"a"}, fonts.folder()):
        raise NotebookError(Problem(f"Typst does not set {fonts.FAMILY}", ""))


def _cut(_: str) -> None:
    """Cut the faces for the page."""
    from dialogues.render import fonts

    with tempfile.TemporaryDirectory() as store:
        fonts.stylesheet("", Path(store))


def _draw(_: str) -> None:
    """Draw a chart."""
    import vl_convert

    chart = {"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}
    vl_convert.vegalite_to_svg(chart)


def _run(_: str) -> None:
    """Run a cell in a kernel."""
    from dialogues.render.execute import Kernel
    from dialogues.render.limits import Limits
    from dialogues.render.qmd import Cell, Line, Notebook

    fence, code = (Line(words, "a cell", number) for number, words in enumerate(("```", "1"), 1))
    cell = Cell(fence, "", (code,))
    with Kernel(Path.cwd(), {}, warm_up=False, most=Limits(seconds=PATIENCE / 2)) as kernel:
        kernel.run(Notebook(Path("a cell"), "a cell", {}, (cell,)))


TRIALS: dict[str, Callable[[str], None]] = {  # by package; the others are loaded
    "pypandoc-binary": _convert,
    "typst": _typeset,
    "font-source-sans-pro": _typeset,
    "fonttools": _cut,
    "vl-convert-python": _draw,
    "ipykernel": _run,
    "nbclient": _run,
}


def _programs() -> Iterator[Part]:
    """Programs beside Python: none is needed, each adds something."""
    for name, purpose, remedy in (
        (
            "quarto",
            "engine of record",
            "The built-in engine renders instead; see https://quarto.org to install.",
        ),
        ("git", "provenance and releases", "Install git; a release names the commit it was made from."),
        ("chromium", "browser tests", "Install chromium; without it these tests are skipped."),
    ):
        path = shutil.which(name)
        yield Part(name, path and _version(path), False, purpose, remedy)


def _landlock() -> Part:
    """What keeps the cells of a notebook from texts, rules and releases, and from other programs."""
    from dialogues.render import confined

    offered, is_filtered = confined.version(), confined.calls() is not None
    deeds = {
        "write outside of reports/_build/written": offered > 0,
        "truncate other files": offered >= confined.ALL_WRITING,
        "reach a network or another program's socket": is_filtered,
        "change permissions and owners": is_filtered,
        "signal other programs": offered >= confined.SINCE,
    }
    cannot = ", ".join(deed for deed, is_kept in deeds.items() if is_kept)
    can = ", ".join(deed for deed, is_kept in deeds.items() if not is_kept)
    found = f"version {offered}: cells cannot {cannot}" + (f"; they can {can}" if can else "")
    remedy = (
        "Linux 5.13 or later keeps cells from writing in texts and releases, 6.12 from all else; elsewhere "
        "these are compared after a render, and a draft is refused for which one was changed."
    )
    return Part("landlock", found if offered else None, False, "what cells may do", remedy)


def _version(path: str) -> str:
    """What the program says of itself, or its path where it says nothing."""
    environment = os.environ | {"LC_ALL": "C"}
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=20, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return path
    lines = said.stdout.strip().splitlines()
    return lines[0] if said.returncode == 0 and lines else path


if __name__ == "__main__":
    _try(sys.argv[1:])
