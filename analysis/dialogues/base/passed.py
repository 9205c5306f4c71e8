"""What passed a check and has not changed since need not be checked again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dialogues.base import lock, removal


@dataclass(frozen=True, slots=True)
class Passed:
    """A file with the hash of what last passed a check, and of the code that checked it.

    A file that cannot be read or written costs time only: the check is made again.
    """

    file: Path
    code: str

    def knows(self, sha256: str) -> bool:
        """Whether what has this hash passed with this code."""
        with suppress(OSError):
            return self.file.read_bytes() == self._line(sha256)
        return False

    def remember(self, sha256: str) -> None:
        """Keep the hash of what passed; its folder is made where the one around it is there."""
        with suppress(OSError):
            self.file.parent.mkdir(exist_ok=True)
            if removal.is_folder(self.file.parent):
                lock.plain(self.file).write_bytes(self._line(sha256))

    def _line(self, sha256: str) -> bytes:
        return f"{sha256} passed with {self.code}\n".encode()
