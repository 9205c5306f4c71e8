"""Start a kernel that can write in a few folders only, where Linux offers it (Landlock).

From Linux 6.12 on it cannot end other programs either; it can still speak to one that listens on a socket.

Run as a program: ``confined.py FOLDER... -- OPTION...`` lets the kernel write below each FOLDER and nowhere
else, and gives it the OPTIONs. Nothing of this package is imported: a cell has it from its own path.

What a process may do is asked of the system's own headers, ``linux/landlock.h``; no right that a process gave
up comes back to it, nor to what it starts.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, alike on every processor
ASK_VERSION = 1  # a flag of the first
BENEATH = 1  # the kind of rule: what lies below a folder
NO_NEW_PRIVILEGES = 38  # of prctl
WRITE_FILE, MAKE_AND_REMOVE, REFER, TRUNCATE = 1 << 1, 0x1FF0, 1 << 13, 1 << 14
OF_A_FILE = WRITE_FILE | TRUNCATE
SCOPES, SINCE = 0x3, 6  # no abstract socket and no signal to what is not confined; from this version on
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx", "/dev/pts", "/dev/shm")
BETWEEN = "--"


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """What version of Landlock the system offers; 0 where it offers none."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return max(0, _call(CREATE_RULESET, None, 0, ASK_VERSION))
    except (OSError, AttributeError):  # no such call in this system; none to be had in this Python
        return 0


def confine(folders: Iterable[str]) -> bool:
    """Let this process, and what it starts, write below ``folders`` only; whether the system can do that.

    To be called before there is a second thread, which would keep its rights.
    """
    offered = version()
    rights = _rights(offered)
    if not rights:
        return False
    ruleset = _Ruleset(rights, 0, SCOPES if offered >= SINCE else 0)
    number = _call(CREATE_RULESET, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    try:
        for folder in (*folders, *DEVICES):
            _allow(number, folder, rights)
        _checked(ctypes.CDLL(None, use_errno=True).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        _call(RESTRICT_SELF, number, 0)
    finally:
        os.close(number)
    return True


def _rights(offered: int) -> int:
    """All ways to write that a version of Landlock can take away."""
    if offered < 1:
        return 0
    return WRITE_FILE | MAKE_AND_REMOVE | (REFER if offered > 1 else 0) | (TRUNCATE if offered > 2 else 0)


def _allow(ruleset: int, place: str, rights: int) -> None:
    """Add to ``ruleset`` that what lies at or below ``place`` may be written, where it is there."""
    try:
        number = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = _Rule(rights if Path(place).is_dir() else rights & OF_A_FILE, number)
        _call(ADD_RULE, ruleset, BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(number)


def _call(number: int, *given: object) -> int:
    """The answer of a system call.

    Raises
    ------
    OSError
        Where the system refuses.
    """
    words = (ctypes.c_long(one) if isinstance(one, int) else one for one in given)
    return _checked(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *words))


def _checked(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def main() -> None:
    """Confine this process and become a kernel."""
    between = sys.argv.index(BETWEEN)
    folders, options = sys.argv[1:between], sys.argv[between + 1 :]
    confine(folders)
    sys.argv[1:] = options
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder of this file
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
