"""The readings on the disk, each read anew only when its file changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dialogues.readings import load
from dialogues.serve.found import Stamp, stamped


@dataclass
class Shelf:
    """Readings by their files; what cannot be read is none."""

    _kept: dict[Path, tuple[Stamp, load.Reading | None]] = field(default_factory=dict)

    def of(self, path: Path) -> load.Reading | None:
        """The reading at ``path`` as it is now."""
        stamp = stamped([path])
        kept = self._kept.get(path)
        if kept is None or kept[0] != stamp:
            kept = stamp, load.one(path)[0] if stamp else None
            self._kept[path] = kept
        return kept[1]

    def all(self, folder: Path) -> list[load.Reading]:
        """The readings in ``folder``, in order."""
        found = (self.of(path) for path in sorted(folder.glob("*.yaml")))
        return [reading for reading in found if reading is not None]
