"""Note a command's events of the file system, in all its processes, and end it at one of them.

Standard library alone: a copy of this file runs as ``sitecustomize`` in each Python that the command starts.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "TORTURE_EVENTS"
CHANGING = frozenset(
    [
        *("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
        *("os.chmod", "shutil.rmtree", "shutil.copytree", "tempfile.mkdtemp"),
    ]
)
EXCHANGE = "renameat2"  # of the C library: Python has no event for it
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
RECORD = 400  # bytes of each event in the log, so that its size counts them
DEEP = 5  # levels of folders that are told apart
RANDOM = re.compile(r"\.[^/]+-[^/.]+(?=\.(?:new|part)(?:/|$))")  # what tempfile called it
NUMBER = re.compile(r"[0-9a-f]{8,}|\d+")


@dataclass(frozen=True)
class Watch:
    """Where events are noted, those of which folder, and at which of them the group of processes ends."""

    log: str
    inside: str
    at: int = 0
    group: int = 0

    @classmethod
    def told(cls) -> Watch | None:
        """What the surroundings say, if they do."""
        said = os.environ.get(VARIABLE)
        if said is None:
            return None
        log, inside, at, group = said.split("\n")
        return cls(log, inside, int(at), int(group))

    def tell(self) -> None:
        """Let processes that are started from now on watch too."""
        os.environ[VARIABLE] = f"{self.log}\n{self.inside}\n{self.at}\n{self.group}"

    def begin(self) -> None:
        """Watch this process from now on."""
        try:
            number = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except PermissionError:  # what a cell starts writes nowhere else than the cell
            return
        own = os.getpid()

        def heard(event: str, given: tuple[object, ...]) -> None:
            path = changed(event, given, self.inside)
            if path is None or (event == "subprocess.Popen" and os.getpid() != own):
                return
            line = f"{event} {path}".encode("utf-8", "backslashreplace")[: RECORD - 1]
            os.write(number, line.replace(b"\n", b" ").ljust(RECORD - 1) + b"\n")
            if os.fstat(number).st_size == self.at * RECORD:
                os.killpg(self.group, signal.SIGKILL)

        sys.addaudithook(heard)


def changed(event: str, given: tuple[object, ...], inside: str) -> str | None:
    """What an event changes below ``inside``, from there on, or the step that it is; None of all others."""
    if event == "subprocess.Popen":
        return ""
    if event == "ctypes.dlsym":
        return EXCHANGE if given[1] == EXCHANGE else None
    if event == "open":
        _, mode, flags = given
        opens = (isinstance(mode, str) and set(mode) & set("wax+")) or (
            isinstance(flags, int) and flags & WRITING
        )
        if not opens:
            return None
    elif event not in CHANGING:
        return None
    path = given[0]
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str | os.PathLike):
        return ""
    path = os.path.abspath(path)  # noqa: PTH100 - called at every event: must be quick
    if not path.startswith(inside) or "__pycache__" in path:
        return None
    return path.removeprefix(inside).lstrip("/")


def noted(log: Path) -> list[str]:
    """The events in a log, in order."""
    content = log.read_bytes() if log.exists() else b""
    lines = (content[at : at + RECORD] for at in range(0, len(content), RECORD))
    return [line.decode("utf-8", "replace").rstrip() for line in lines]


def kind(event: str) -> str:
    """What an event does to what kind of path: names that are made up, numbers and deep folders are alike."""
    what, _, path = event.partition(" ")
    *folders, name = NUMBER.sub("0", RANDOM.sub(".*", path)).split("/")
    if len(folders) > DEEP:
        folders = [*folders[:DEEP], "**"]
    suffix = name[name.rindex(".") :] if "." in name else ""
    return f"{what} {'/'.join([*folders, f'*{suffix}'])}"


if __name__ == "sitecustomize" and (watch := Watch.told()) is not None:
    watch.begin()
