"""The first hour of a new author, as a script: a copy of the repository, three texts, a reading, a release.

``python tests/first_hour.py`` runs it all and prints each command with what it says; with ``--long`` it also
previews, runs ``make test`` in the copy (an hour's part on a slow machine) and releases the repository about
another state. Nothing outside a temporary folder is written.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

TEXTS = {
    "round.txt": "On 3 December 2024 the fourth round of the Human Rights Dialogue between Turkmenistan and "
    "the European Union was held in Ashgabat. The sides discussed the rights of beekeepers and freedom of "
    "expression.",
    "talks.txt": "On 12 March 2025 political consultations between Turkmenistan and Germany were held in "
    "Berlin. The sides exchanged views on the rule of law and on gender equality.",
    "visit.txt": "On 5 May 2025 a bilateral meeting of Turkmenistan and the United States took place by "
    "video. The sides spoke of freedom of religion.",
}
OTHER = (
    "On 5 March 2025 the 16th round of the Human Rights Dialogue between Kazakhstan and the European Union "
    "was held in Astana. The sides discussed freedom of expression and the rights of women."
)
TOPIC: dict[str, object] = {
    "code": "beekeeping", "label": "Beekeeping", "definition": "Rights of beekeepers.",
    "example": "They spoke of the rights of beekeepers.", "cues": ["beekeeper(s)"],
}  # fmt: skip
KIND: dict[str, object] = {
    "code": "parley", "label": "Parley", "definition": "A parley of two states.", "sides": "two",
    "example": "A parley was held.", "cues": ["parley(s)"],
}  # fmt: skip
WHO = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
TAKES_ALL = (
    "import pathlib, sys; p = pathlib.Path(sys.argv[1]); p.write_text(p.read_text().replace('#? ', ''))"
)
PAGE = re.compile(r"^````markdown\n(.*?)^````$", re.M | re.S)
PATIENCE = 120  # seconds for the preview's page


@dataclass
class Hour:
    """The repository at ``root``, and all that was called in it and said."""

    root: Path
    say: Callable[[str], object] = print
    said: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, *arguments: str, status: int = 0, **environment: str) -> str:
        """What ``dialogues`` says, called with ``arguments`` in this repository."""
        return self.run([sys.executable, "-m", "dialogues", *arguments], status, **environment)

    def run(self, command: list[str], status: int = 0, **environment: str) -> str:
        """What a command says that ends with ``status``."""
        named = shlex.join(["dialogues", *command[3:]] if command[2:3] == ["dialogues"] else command)
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        told = (done.stderr + done.stdout).strip()
        self.said.append((named, told))
        self.say(f"$ {named}\n{told}")
        if done.returncode != status:
            raise SystemExit(f"{named} ended with {done.returncode}, not {status}: {told[-2000:]}")
        return told

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the copy's own code runs."""
        return os.environ | {"PYTHONPATH": str(self.root / "analysis"), "NO_COLOR": "1"}

    def commit(self, subject: str) -> None:
        """Commit everything."""
        for command in (("add", "-A"), ("commit", "-q", "-m", subject)):
            self.run(["git", *WHO, *command])

    def add(self, name: str, text: str, published: str) -> None:
        """Write a text beside the seeds and add it."""
        (self.root / name).write_text(text, encoding="utf-8")
        self("add", name, "--publisher", "An outlet", "--published", published)
        (self.root / name).unlink()


def first_hour(root: Path, hour: Hour) -> str:
    """Three texts, a reading, a cue, a kind, an own page with a chart, a render: the version to release."""
    for (name, text), day in zip(TEXTS.items(), ("2024-12-04", "2025-03-13", "2025-05-06"), strict=True):
        hour.add(name, text, day)
    hour("read", "--editor", "round", "--as", "AB", EDITOR=shlex.join([sys.executable, "-c", TAKES_ALL]))
    append(root / "analysis/codebook/topics.yaml", TOPIC)
    append(root / "analysis/codebook/kinds.yaml", KIND)
    (page,) = PAGE.findall((root / "analysis/README.md").read_text(encoding="utf-8"))
    (root / "analysis/video.qmd").write_text(page, encoding="utf-8")
    hour("check")
    hour("render", "--engine", "builtin", "--to", "html")
    hour.commit("My first texts")
    declared = (root / "pyproject.toml").read_text(encoding="utf-8")
    return str(re.findall(r'(?m)^version = "(.*)"', declared)[0])


def releasing(hour: Hour, version: str) -> None:
    """A release, and what a further text changes."""
    hour("release", version)
    hour("verify", version)
    hour.add("later.txt", TEXTS["talks.txt"].replace("12 March", "19 June"), "2025-06-19")
    hour("render", "--engine", "builtin", "--to", "html")
    hour("diff", version, "draft")


@contextlib.contextmanager
def broken(root: Path, change: Callable[[Path], object]) -> Iterator[None]:
    """The repository with one change, undone after the block."""
    change(root)
    try:
        yield
    finally:
        for command in (("checkout", "-q", "."), ("clean", "-qfd")):
            subprocess.run(["git", *command], cwd=root, check=True)


def replace(place: str, old: str, new: str) -> Callable[[Path], object]:
    """A change: ``new`` for the first ``old`` in the file that ``place`` names."""

    def change(root: Path) -> None:
        path = next(root.glob(place))
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def unregistered(root: Path) -> None:
    """A text in ``seeds/`` that nobody added."""
    (root / "seeds" / "new.txt").write_text("Nobody added this text.\n", encoding="utf-8")


BROKEN: dict[str, Callable[[Path], object]] = {
    "an edited seed": replace("seeds/round.txt", "beekeepers", "bee keepers"),
    "an unregistered seed": unregistered,
    "a typo in the codebook": replace("analysis/codebook/topics.yaml", "\n  definition:", "\n  defintion:"),
    "a renamed column": replace("analysis/dialogues/dataset/schemas.py", "    publisher:", "    outlet:"),
    "a typed number": replace("analysis/video.qmd", "Of `{python}", "Of all 17 texts and `{python}"),
}


def break_it(hour: Hour, what: str) -> str:
    """What `check` says to GitHub of the repository that is broken so."""
    with broken(hour.root, BROKEN[what]):
        return hour("check", "--format", "github", status=1)


def another(hour: Hour, *, release: bool) -> Hour:
    """A repository about another state, with its first text."""
    root = hour.root.with_name("kaz")
    hour("new", str(root), "--state", "KAZ", "--title", "Dialogues of Kazakhstan", "--years", "2020-2026")
    made = Hour(root, hour.say, hour.said)
    made.add("round.txt", OTHER, "2025-03-06")
    made("check")
    made.commit("First text")
    if release:
        made("render", "--engine", "builtin")
        made("release", "2026.1")
        made("diff", "2026.1", "draft")
    return made


def preview(hour: Hour) -> None:
    """The preview follows a save."""
    notebook = hour.root / "analysis" / "brief.qmd"
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "dialogues", "preview", "--port", "0"],
        cwd=hour.root, env=hour.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as serving:  # fmt: skip
        try:
            assert serving.stdout is not None  # it is a pipe
            found = next(
                match for line in serving.stdout if (match := re.search(r"(http://[^/\s]+)\S*", line))
            )
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            _fetched(browser, found[0])  # with the token that lets in
            page = f"{found[1]}/preview/brief"
            before = notebook.read_text(encoding="utf-8")
            for words in ("Key messages", "Key points"):
                notebook.write_text(before.replace("## Key messages", f"## {words}", 1), encoding="utf-8")
                began = time.monotonic()
                while words not in _fetched(browser, page):
                    if time.monotonic() - began > PATIENCE:
                        raise SystemExit(f"The preview does not show {words!r}.")
                    time.sleep(0.2)
                hour.say(f"preview: {words!r} after {time.monotonic() - began:.1f} s")
            notebook.write_text(before, encoding="utf-8")
        finally:
            serving.terminate()


def _fetched(browser: urllib.request.OpenerDirector, address: str) -> str:
    try:
        with browser.open(address, timeout=10) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def append(path: Path, entry: dict[str, object]) -> None:
    """One more entry at the end of a list in YAML."""
    said = yaml.safe_dump([entry], sort_keys=False)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + said, encoding="utf-8")


def begin(root: Path, say: Callable[[str], object] = print) -> Hour:
    """A copy of the repository with the tests' five texts, committed."""
    import five

    five.repository(root)
    hour = Hour(root, say)
    hour.run(["git", "init", "-q", "-b", "main", "."])
    hour.commit("As given")
    return hour


def main(*, is_long: bool) -> None:
    """Run the hour and print it."""
    with tempfile.TemporaryDirectory() as folder:
        hour = begin(Path(folder) / "project")
        version = first_hour(hour.root, hour)
        if is_long:
            preview(hour)
            hour.run([sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"])
        for what in BROKEN:
            print(f"# {what}")
            break_it(hour, what)
        releasing(hour, version)
        another(hour, release=is_long)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main(is_long="--long" in sys.argv[1:])
