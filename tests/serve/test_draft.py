"""A reading is saved whole, and by one at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dialogues.serve.draft import ChangedError, digest, write


def test_of_many_saves_at_once_of_what_was_opened_once_one_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "readings" / "a.yaml"
    write(path, b"a: 0\n", None)
    opened = digest(b"a: 0\n")

    def save(number: int) -> bool:
        try:
            write(path, f"a: {number}\n".encode(), opened)
        except ChangedError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(save, range(1, 17))) == 1
