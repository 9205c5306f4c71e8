"""What can go wrong, in words a reader can act on.

Tree::

    DialoguesError          anything this package refuses; carries one or more problems
    ├── UsageError          the call itself is off (exit status 2)
    ├── SeedError           a seed file or sources.yaml
    ├── CodebookError       a codebook file
    ├── ReadingError        what a person read of a text does not fit the text or the codebook
    ├── SchemaError         a table that breaks its schema
    ├── NotebookError       a notebook that cannot be read, run or converted
    ├── ClaimError          a claim or quotation that its sources do not bear out
    └── ReleaseError        a release that cannot be made or verified
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogues.base import signs


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and what to do about it.

    ``shows`` are lines of a file or of another program, which a message has under its sentence.
    """

    problem: str
    remedy: str
    path: str | None = None
    line: int | None = None
    shows: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The problem for a terminal: no value within it can begin a line, and what is shown is indented."""
        where = "" if self.path is None else self.path if self.line is None else f"{self.path}:{self.line}"
        problem, remedy = (
            signs.line(f"{where}: {self.problem}" if where else self.problem),
            signs.line(self.remedy),
        )
        if not self.shows:
            return f"{problem} {remedy}"
        return "\n".join([problem, *(f"  {signs.line(row)}".rstrip() for row in self.shows), f"  {remedy}"])

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem as plain data, for ``--json``."""
        problem = "\n".join([self.problem, *self.shows])
        return {"problem": problem, "remedy": self.remedy, "path": self.path, "line": self.line}


class DialoguesError(Exception):
    """One or more problems, all of a run at once."""

    exit_status = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(DialoguesError):
    """The call itself is off."""

    exit_status = 2


class SeedError(DialoguesError):
    """A seed file or ``sources.yaml`` is not as it should be."""


class CodebookError(DialoguesError):
    """A codebook file is not as it should be."""


class ReadingError(DialoguesError):
    """A reading is not as it should be, or cannot be applied."""


class SchemaError(DialoguesError):
    """A table breaks its schema."""


class NotebookError(DialoguesError):
    """A notebook cannot be read, run or converted."""


class ClaimError(DialoguesError):
    """A claim or quotation is not borne out by its sources."""


class ReleaseError(DialoguesError):
    """A release cannot be made, or does not verify."""
