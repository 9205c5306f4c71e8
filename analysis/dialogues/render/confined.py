"""Start a kernel that can change and reach only what is its own, where Linux offers that (Landlock, seccomp).

It writes in a few folders, reaches no network, no other program and no memory that programs share, and what
would change a file's permissions or owner does nothing, without a word: so copying a file into its own
folder works as ever. It can still read what its user can read, and set the times of files.

Run as a program: ``confined.py FOLDER... -- OPTION...`` lets the kernel write below each FOLDER and nowhere
else, and gives it the OPTIONs. Without a FOLDER, as the kernel that Quarto finds in ``jupyter/`` beside this
file, it may write in those of the project around it. Nothing of this package is imported: a cell has it from
its own path.

The numbers are those of the system's own headers, ``linux/landlock.h`` and ``asm/unistd.h``; no right that a
process gave up comes back to it, nor to what it starts.
"""

from __future__ import annotations

import ctypes
import errno
import os
import runpy
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, alike on every processor
ASK_VERSION = 1  # a flag of the first
BENEATH = 1  # the kind of rule: what lies below a folder
NO_NEW_PRIVILEGES, SET_FILTER, FILTER = 38, 22, 2  # of prctl
WRITE_FILE, MAKE_AND_REMOVE, REFER, TRUNCATE = 1 << 1, 0x1FF0, 1 << 13, 1 << 14
OF_A_FILE = WRITE_FILE | TRUNCATE
CONNECT, NETWORK_SINCE = 2, 4  # by TCP; from this version on
SCOPES, SINCE = 0x3, 6  # no abstract socket and no signal to what is not confined; from this version on
ALL_WRITING = 3  # version from which no way to write is left
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx", "/dev/pts")
BETWEEN = "--"

BUILD = Path("reports", "_build")  # of a project; the last of these tells that a kernel was confined
WRITTEN, SCRATCH, NOTE = BUILD / "written", BUILD / "scratch", BUILD / "confined"
SETTINGS = "_quarto.yml"  # by which a project is known

LOAD, EQUAL, ANY_OF, AND, ANSWER = 0x20, 0x15, 0x45, 0x54, 0x06  # of the filter's language (BPF)
CALL, PROCESSOR, GIVEN = 0, 4, 16  # where the filter finds what is called, and with what
ALLOWED, REFUSED, DONE = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000  # answers; the last does nothing
FAMILIES, INTERFACES, STREAM, KIND = (1, 2, 10), 16, 1, 0xF  # of sockets; the last is of bits
FAST_OPEN = 0x20000000  # a flag by which what is sent connects
OTHER_CALLS = 0x40000000  # of x32, on a processor that has two sets of calls


@dataclass(frozen=True, slots=True)
class Calls:
    """The numbers of one processor's system calls.

    Attributes
    ----------
    processor
        What the filter is told of it.
    idle
        chmod, chown, setxattr, removexattr and their like: they do nothing.
    refused
        connect, io_uring_setup, keyctl and its like, and those for memory that programs share.
    made
        socket and socketpair: streams alone, and what tells a kernel the interfaces of the machine.
    sent
        sendto, sendmsg and sendmmsg, each with the place of its flags.
    """

    processor: int
    idle: tuple[int, ...]
    refused: tuple[int, ...]
    made: tuple[int, ...]
    sent: tuple[tuple[int, int], ...]


NEWER = (452, 463, 466, 469)  # fchmodat2, setxattrat, removexattrat, file_setattr: alike on every processor
CALLS = {
    "x86_64": Calls(
        0xC000003E,
        (*range(90, 95), *range(188, 191), *range(197, 200), 260, 268, *NEWER),
        (29, 30, 42, 64, 68, 240, 248, 249, 250, 425),
        (41, 53),
        ((44, 3), (46, 2), (307, 3)),
    ),
    "aarch64": Calls(
        0xC00000B7,
        (5, 6, 7, 14, 15, 16, 52, 53, 54, 55, *NEWER),
        (180, 186, 190, 194, 196, 203, 217, 218, 219, 425),
        (198, 199),
        ((206, 3), (211, 2), (269, 3)),
    ),
}


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


class _Step(ctypes.Structure):
    _fields_ = (
        ("does", ctypes.c_uint16),
        ("if_so", ctypes.c_uint8),
        ("if_not", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def version() -> int:
    """What version of Landlock the system offers; 0 where it offers none."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return max(0, _call(CREATE_RULESET, None, 0, ASK_VERSION))
    except (OSError, AttributeError):  # no such call in this system; none to be had in this Python
        return 0


def calls() -> Calls | None:
    """The calls that a filter of this system (seccomp) can refuse; none where it has no filter for them."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return None
    known = CALLS.get(os.uname().machine)
    try:
        _control(SET_FILTER, FILTER, None)
    except OSError as error:  # of a filter that is not there, where there can be one
        return known if error.errno == errno.EFAULT else None
    except AttributeError:
        return None
    return known


def holds() -> bool:
    """Whether no cell can change what lies outside of its folders."""
    return version() >= ALL_WRITING and calls() is not None


def confine(folders: Iterable[str]) -> bool:
    """Let this process, and what it starts, write below ``folders`` only; whether the system can do that.

    To be called before there is a second thread, which would keep its rights.
    """
    offered, known = version(), calls()
    rights = _rights(offered)
    if not rights:
        return False
    ruleset = _Ruleset(rights, CONNECT if offered >= NETWORK_SINCE else 0, SCOPES if offered >= SINCE else 0)
    number = _call(CREATE_RULESET, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    try:
        for folder in (*folders, *DEVICES):
            _allow(number, folder, rights)
        _control(NO_NEW_PRIVILEGES, 1, None)
        _call(RESTRICT_SELF, number, 0)
    finally:
        os.close(number)
    if known is not None:
        steps = [_Step(*step) for step in _filter(known)]
        _control(SET_FILTER, FILTER, ctypes.byref(_Program(len(steps), (_Step * len(steps))(*steps))))
    return True


def _filter(known: Calls) -> Iterator[tuple[int, int, int, int]]:
    """The steps by which a call is allowed, refused or passed over.

    A step that asks says how many steps are passed over if so, and if not.
    """
    yield from ((LOAD, 0, 0, PROCESSOR), (EQUAL, 1, 0, known.processor), (ANSWER, 0, 0, REFUSED))
    yield from ((LOAD, 0, 0, CALL), (ANY_OF, 0, 1, OTHER_CALLS), (ANSWER, 0, 0, REFUSED))
    for numbers, answer in ((known.idle, DONE), (known.refused, REFUSED)):
        for number in numbers:
            yield from ((EQUAL, 0, 1, number), (ANSWER, 0, 0, answer))
    for number, place in known.sent:
        yield from ((EQUAL, 0, 4, number), (LOAD, 0, 0, GIVEN + 8 * place), (ANY_OF, 0, 1, FAST_OPEN))
        yield from ((ANSWER, 0, 0, REFUSED), (ANSWER, 0, 0, ALLOWED))
    for number in known.made:
        yield from ((EQUAL, 0, 15, number), (LOAD, 0, 0, GIVEN))
        yield from ((EQUAL, 8 - n, 0, family) for n, family in enumerate(FAMILIES))
        yield from ((EQUAL, 1, 0, INTERFACES), (ANSWER, 0, 0, REFUSED), (LOAD, 0, 0, GIVEN + 16))
        yield from ((EQUAL, 0, 1, 0), (ANSWER, 0, 0, ALLOWED), (ANSWER, 0, 0, REFUSED))
        yield from ((LOAD, 0, 0, GIVEN + 8), (AND, 0, 0, KIND), (EQUAL, 0, 1, STREAM))
        yield from ((ANSWER, 0, 0, ALLOWED), (ANSWER, 0, 0, REFUSED))
    yield (ANSWER, 0, 0, ALLOWED)


def _rights(offered: int) -> int:
    """All ways to write that a version of Landlock can take away."""
    if offered < 1:
        return 0
    rights = WRITE_FILE | MAKE_AND_REMOVE | (REFER if offered > 1 else 0)
    return rights | (TRUNCATE if offered >= ALL_WRITING else 0)


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


def _control(option: int, value: int, given: object) -> None:
    """Ask the system for something about this process, by ``prctl``."""
    _checked(ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_long(value), given, None, None))


def _checked(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def _of_project() -> list[str]:
    """Make and name the folders of the project around, in which its notebooks may write."""
    here = Path.cwd()
    root = next((place for place in (here, *here.parents) if (place / SETTINGS).is_file()), None)
    if root is None:
        return []
    for place in (WRITTEN, SCRATCH):
        (root / place).mkdir(parents=True, exist_ok=True)
    os.environ |= {"TMPDIR": str(root / SCRATCH), "IPYTHONDIR": str(root / SCRATCH / "ipython")}
    if holds():
        (root / NOTE).touch()
    return [str(root / WRITTEN), str(root / SCRATCH)]


def main() -> None:
    """Confine this process and become a kernel."""
    between = sys.argv.index(BETWEEN)
    folders, options = sys.argv[1:between], sys.argv[between + 1 :]
    confine(folders or _of_project())
    sys.argv[1:] = options
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder of this file
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
