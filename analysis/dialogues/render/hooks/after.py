"""Quarto's post-render step: seal the page and lay the draft out flat."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # the package also runs uninstalled

from dialogues.base.errors import DialoguesError
from dialogues.base.project import Project
from dialogues.render import untouched
from dialogues.render.prepare import notes
from dialogues.render.quarto import is_previewing, lay_out, unconfined

try:
    project = Project(Path.cwd())
    if not is_previewing(project):  # an author saves texts meanwhile
        untouched.end(project)
    lay_out(
        project,
        [Path(name) for name in os.environ.get("QUARTO_PROJECT_OUTPUT_FILES", "").splitlines()],
        Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"]),
    )
    for note in (*notes(project), *unconfined(project)):
        print(f"note: {note}", file=sys.stderr)
except DialoguesError as error:
    sys.exit(str(error))
