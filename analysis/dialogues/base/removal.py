"""Remove what lies somewhere, whatever it is: folders in one another without end, links, pipes.

``shutil.rmtree`` calls itself for each folder in a folder, and a path may be only so long.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

OPEN = 0o700  # the mode of a folder that its owner may look into and empty


def remove(place: Path) -> None:
    """Remove what lies at ``place``, and below it; a link goes, not what it leads to.

    What the system refuses to remove stays, without a word.
    """
    if is_folder(place):
        empty(place)
        with contextlib.suppress(OSError):
            place.rmdir()
    else:
        with contextlib.suppress(OSError):
            place.unlink()


def empty(folder: Path) -> None:
    """Remove all that lies in ``folder``, which stays the same folder.

    A folder in a folder of it is first moved up into it, so that no path grows long.
    """
    names = (f".{number}.emptied" for number in itertools.count())
    with contextlib.suppress(OSError):
        waiting = _emptied_of_files(folder)
        while waiting:
            inner = waiting.pop()
            with contextlib.suppress(OSError):
                for deeper in _emptied_of_files(inner):
                    raised = next(free for name in names if not os.path.lexists(free := folder / name))
                    deeper.rename(raised)
                    waiting.append(raised)
                inner.rmdir()


def is_folder(place: Path) -> bool:
    """Whether ``place`` is a folder and no link to one."""
    return place.is_dir() and not place.is_symlink()


def _emptied_of_files(folder: Path) -> list[Path]:
    """The folders in ``folder``, from which all else is removed."""
    folder.chmod(OPEN)
    folders = []
    for place in _within(folder):
        if is_folder(place):
            folders.append(place)
        else:
            with contextlib.suppress(OSError):
                place.unlink()
    return folders


def _within(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        yield from [folder / entry.name for entry in entries]
