"""The variable SOURCE_DATE_EPOCH: no day is taken from it, and a kernel that cannot read it never answers."""

from __future__ import annotations

import os
from datetime import datetime

from dialogues.base.errors import Problem, UsageError

NAME = "SOURCE_DATE_EPOCH"


def unset() -> None:
    """Take the variable out of the environment of this process, and so of those it starts."""
    os.environ.pop(NAME, None)


def check() -> None:
    """See whether those who read the variable can, where it is another program that starts them.

    Raises
    ------
    UsageError
        Where they cannot.
    """
    given = os.environ.get(NAME)
    if given is None:
        return
    try:
        datetime.fromtimestamp(int(given))  # what IPython does
    except (ValueError, OverflowError, OSError):
        problem = f"{NAME} is {given[:40]!r}, which is no time in seconds: no cell would ever run."
        raise UsageError(Problem(problem, f"Unset it: `unset {NAME}`.")) from None
