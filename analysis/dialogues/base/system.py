"""What the system refuses (a full disk, a file that may not be read), with the remedy that fits."""

from __future__ import annotations

import errno
import re

REMEDIES = {
    errno.ENOSPC: "Make room on that disk, and try again.",
    errno.EDQUOT: "Your share of that disk is used up: remove what you do not need, or ask for more.",
    errno.EROFS: "Nothing can be written on that disk (read-only): work in a copy on another one.",
    errno.EACCES: "Look who may read and write it, and the folder it lies in.",
    errno.EPERM: "Look who may read and write it, and the folder it lies in.",
    errno.EFBIG: "Raise the limit on the size of a file (`ulimit -f`), or work on a disk without one.",
    errno.EMFILE: "Raise the limit on open files (`ulimit -n`), and try again.",
    errno.ENFILE: "Close other programs, and try again.",
    errno.ENAMETOOLONG: "Give it a shorter name.",
    errno.EISDIR: "Move the folder away that lies there.",
    errno.ENOTDIR: "Move the file away that lies where a folder should be.",
    errno.ENOENT: "Look whether it, and the folder it lies in, are there.",
    errno.EIO: "The disk fails: look at what the system says of it.",
}
OTHERWISE = "Make room, or look who may read and write it."
NUMBER = re.compile(r"\[Errno (\d+)\]|\(os error (\d+)\)")  # of Python's copies, of Polars


def remedy(error: Exception) -> str:
    """What to do about ``error``, by its number, also where it stands only in its words."""
    number = getattr(error, "errno", None)
    if number is None and (told := NUMBER.search(str(error))) is not None:
        number = int(told[1] or told[2])
    return OTHERWISE if number is None else REMEDIES.get(number, OTHERWISE)
