"""Make a release again from its recorded inputs and compare; or say which release a file is.

The bytes are promised for the same platform and the locked versions. Where either differs from what the
manifest recorded, that is said beside the outcome.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from dialogues.base import scratch, signs
from dialogues.base.errors import Problem, ReleaseError, UsageError
from dialogues.base.project import Project
from dialogues.releasing import discrepancies, git, manifest, provenance, release, versions

# What a brief says of itself: in the JSON-LD of the HTML, in the XMP of the PDF.
VERSION = re.compile(rb'(?:"version": "|version )(20\d\d\.\d+)( \\?\(draft)?')
INPUTS = re.compile(rb'(?:"propertyID": "inputs-sha256",\s*"value": "|inputs )([0-9a-f]{12})')
UNSIGNED = (
    f"The seal of {manifest.NAME} shows damage, not who wrote it: that it is the one released, git's history "
    "or another copy can say."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of making a release again: the discrepancies of each file, none where it is the same."""

    version: str
    source: str
    engine: str
    words_only: bool
    files: dict[str, list[str]]
    elsewhere: list[str]  # tools and platform that are not those recorded

    @property
    def is_same(self) -> bool:
        """Whether every file came out as it was released."""
        return not any(self.files.values())

    def as_dict(self) -> dict[str, object]:
        """The outcome as plain data, for ``--json``."""
        return asdict(self) | {"is_same": self.is_same}

    def __str__(self) -> str:
        how = f"{self.version} was made again from {self.source} with the {self.engine} engine."
        lines = [f"{path}: {told}." for path, found in self.files.items() for told in found]
        if self.words_only:
            how += (
                " Quarto does not write the same bytes twice: its HTML and PDF are compared by their words."
            )
        same = sum(not found for found in self.files.values())
        lines.append(f"{same} of {len(self.files)} files are the same.")
        if self.elsewhere:
            lines.append(_not_as_recorded(self.elsewhere))
        return "\n".join(map(signs.line, [how, *lines, UNSIGNED]))


def verify(project: Project, version: str) -> Verified:
    """Check the files of the release ``version`` against its manifest, make it again, and compare.

    Raises
    ------
    UsageError
        Where there is no such release.
    ReleaseError
        Where a released file is not as the manifest has it, or the release cannot be made again here.
    """
    folder = project.reports / version
    if version in versions.kept(project) and (broken := manifest.broken(folder)):
        raise ReleaseError(broken)
    if version not in versions.released(project):
        known = ", ".join(versions.released(project)) or "none yet"
        raise UsageError(Problem(f"There is no release {version}.", f"The releases are: {known}."))
    recorded = manifest.read(folder)
    elsewhere = _elsewhere(recorded)
    is_quarto = recorded["engine"].lower().startswith("quarto")
    with scratch.folder() as here:
        tree, made = here / "tree", here / "made"
        source = _lay_out(project, recorded, tree)
        try:
            release.remake(tree, version, "quarto" if is_quarto else release.REPRODUCIBLE, made)
        except ReleaseError as error:
            remedy = (
                f"{_not_as_recorded(elsewhere)} Install the packages locked in that commit, and try again."
            )
            raise ReleaseError(replace(problem, remedy=remedy) for problem in error.problems) from error
        files = {
            path: _compare(folder / path, made / path, words_only=is_quarto) for path in recorded["files"]
        }
        files |= {path: ["is new"] for path in manifest.files(made) if path not in files}
        files[manifest.NAME] = manifest.unlike(recorded, manifest.read(made))
    return Verified(version, source, recorded["engine"], is_quarto, files, elsewhere)


@dataclass(frozen=True, slots=True)
class Identified:
    """A file that is one of a release, byte for byte."""

    file: str
    path: str
    version: str

    def as_dict(self) -> dict[str, object]:
        """Plain data, for ``--json``."""
        return asdict(self)

    def __str__(self) -> str:
        return signs.line(f"{self.file} is {self.path} of the release {self.version}, byte for byte.")


def identify(project: Project, file: Path) -> Identified:
    """Which release ``file`` is a file of.

    Raises
    ------
    ReleaseError
        Where it is none: by its bytes, whatever it says of itself.
    """
    own = provenance.sha256(file)
    recorded = {
        version: manifest.read(project.reports / version)
        for version in versions.released(project)
        if not manifest.broken(project.reports / version)  # `check` tells
    }
    for version, content in reversed(recorded.items()):
        for path, known in content["files"].items():
            if known["sha256"] == own:
                return Identified(str(file), path, version)
    raise ReleaseError(_foreign(project, file, recorded))


def _foreign(project: Project, file: Path, recorded: dict[str, dict[str, Any]]) -> Problem:
    """What a file that is no release says of itself, and what is to be made of it."""
    content = file.read_bytes()
    version, inputs = VERSION.search(content), INPUTS.search(content)
    if version is None or inputs is None:
        return Problem("The file is none of the releases here.", "Ask for the released file.", str(file))
    said, short = version[1].decode(), inputs[1].decode()
    if version[2]:
        is_ours = short == provenance.inputs(project).short
        return Problem(
            f"The file is a draft of {said}, not a release; "
            f"it was made from {'these inputs' if is_ours else 'other inputs than these'} ({short}).",
            "Cite a release.",
            str(file),
        )
    if said in recorded:
        is_same = short == recorded[said]["inputs"]["short"]
        return Problem(
            f"The file says it is {said}, made from {'the same' if is_same else 'other'} inputs ({short}), "
            "but it is not the released file: it was changed or made anew.",
            f"Take the brief from reports/{said}.",
            str(file),
        )
    return Problem(
        f"The file says it is {said}, made from the inputs {short}; there is no such release here.",
        "Update the clone, or ask for the released file.",
        str(file),
    )


def _lay_out(project: Project, recorded: dict[str, Any], tree: Path) -> str:
    """Write the recorded inputs into ``tree``; where they are from."""
    commit = recorded["git"]["commit"] if recorded["git"] else "(none)"
    if git.holds(project.root, commit):
        git.extract(project.root, commit, tree)
        return f"the recorded commit {commit[:12]}"
    present = provenance.inputs(project)
    if present.sha256 != recorded["inputs"]["sha256"]:
        differ = [
            part for part, value in recorded["inputs"]["parts"].items() if present.parts.get(part) != value
        ]
        raise ReleaseError(
            Problem(
                f"The commit {commit[:12]} it was made from cannot be had here, and the present inputs "
                f"differ from those recorded: {', '.join(differ)}.",
                "In a shallow clone, run `git fetch --unshallow` first."
                if git.commit(project.root) is not None
                else "Git is not found, or cannot read this repository: look at PATH and GIT_DIR.",
            )
        )
    provenance.copy(project, tree)
    return "the present tree, whose inputs have the recorded hashes"


def _compare(released: Path, rebuilt: Path, *, words_only: bool) -> list[str]:
    if not rebuilt.is_file():
        return ["was not made again"]
    return discrepancies.between(released, rebuilt, words_only=words_only)


def _not_as_recorded(elsewhere: list[str]) -> str:
    return f"Not as recorded: {'; '.join(elsewhere) or 'nothing; tools and platform are the same'}."


def _elsewhere(recorded: dict[str, Any]) -> list[str]:
    now = manifest.installed(recorded["tools"]) | manifest.machine()
    then: dict[str, str] = recorded["tools"] | recorded["platform"]
    return [
        f"{name} {then[name]} then, {now.get(name, 'none')} now"
        for name in then
        if then[name] != now.get(name)
    ]
