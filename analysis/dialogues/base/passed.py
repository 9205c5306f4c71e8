"""What passed a check and has not changed since need not be checked again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dialogues.base import lock, removal


@dataclass(frozen=True, slots=True)
class Passed:
    """A file with the hash of what last passed a check, that of the code that checked it, and counts.

    A file that cannot be read or written costs time only: the check is made again.
    """

    file: Path
    code: str

    def knows(self, sha256: str) -> bool:
        """Whether what has this hash passed with this code."""
        return self.counted(sha256) is not None

    def counted(self, sha256: str) -> tuple[int, ...] | None:
        """What was counted of what has this hash, if it passed with this code."""
        with suppress(OSError, ValueError):
            passed, counts, rest = self.file.read_text(encoding="utf-8").split("\n")
            if passed == self._line(sha256) and not rest:
                return tuple(map(int, counts.split()))
        return None

    def remember(self, sha256: str, *counts: int) -> None:
        """Keep the hash of what passed; its folder is made where the one around it is there."""
        content = f"{self._line(sha256)}\n{' '.join(map(str, counts))}\n"
        with suppress(OSError):
            self.file.parent.mkdir(exist_ok=True)
            if removal.is_folder(self.file.parent):
                lock.plain(self.file).write_bytes(content.encode())

    def _line(self, sha256: str) -> str:
        return f"{sha256} passed with {self.code}"
