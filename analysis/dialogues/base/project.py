"""Where things lie: the folders of one project."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from dialogues.base import signs
from dialogues.base.errors import Problem, UsageError

SETTINGS = "_quarto.yml"
SIGNS = ("seeds/sources.yaml", "analysis/brief.qmd")  # of a project
LOCK = "lock"
HOME = Path(__file__).resolve().parents[3]  # the clone this package lies in


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of the project at ``root`` (the folder that holds ``_quarto.yml``)."""

    root: Path

    @classmethod
    def here(cls) -> Project:
        """The project around the working directory; outside of any, the one this package lies in.

        Raises
        ------
        UsageError
            Where the working directory was removed, or lies in a project that has lost its settings.
        """
        try:
            here = Path.cwd()
        except FileNotFoundError as error:
            problem = "The working directory is not there any more."
            raise UsageError(Problem(problem, "Go to the project, and try again.")) from error
        for folder in (here, *here.parents):
            if os.path.lexists(folder / SETTINGS):
                return cls(folder)
            if any((folder / sign).is_file() for sign in SIGNS):
                problem = f"There is no {SETTINGS} here, by which a project is known."
                raise UsageError(Problem(problem, "Bring it back.", shown(folder)))
        return cls(HOME)

    @property
    def seeds(self) -> Path:
        """The texts as given."""
        return self.root / "seeds"

    @property
    def analysis(self) -> Path:
        """Notebooks, codebook, theme and code."""
        return self.root / "analysis"

    @property
    def codebook(self) -> Path:
        """The rules of coding: the project's own; without any, those beside this package."""
        own = self.analysis / "codebook"
        return own if own.is_dir() else HOME / "analysis" / "codebook"

    @property
    def readings(self) -> Path:
        """What people read: one file a text."""
        return self.analysis / "readings"

    @property
    def reports(self) -> Path:
        """The draft and the releases."""
        return self.root / "reports"

    @property
    def build(self) -> Path:
        """What renders make on the way, and keep for the next."""
        return self.reports / "_build"

    @property
    def lock(self) -> Path:
        """What the command holds that makes the draft."""
        return self.build / LOCK

    @property
    def draft(self) -> Path:
        """The last render: ``brief.html``, ``brief.pdf``, ``data/``."""
        return self.reports / "_draft"


def shown(path: Path) -> str:
    """How messages name ``path``: from the working directory, where it lies below it, and in one line."""
    with contextlib.suppress(FileNotFoundError):  # the working directory was removed
        absolute, here = path.absolute(), Path.cwd()
        path = absolute.relative_to(here) if absolute.is_relative_to(here) else path
    return signs.line(str(path))
