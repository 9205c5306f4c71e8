"""The locked packages: what is told where one of them is missing or does not work."""

from __future__ import annotations

from dialogues.base.errors import Problem

# pip takes a package whose files are damaged for installed, so it is asked to install all of them anew
REMEDY = (
    "Install the locked packages again: "
    "`pip install --force-reinstall --require-hashes -r requirements.lock`."
)


def unusable(error: ImportError) -> Problem:
    """A package that is not there, or does not load."""
    return Problem(f"The package {error.name or error} is missing or broken.", REMEDY)
