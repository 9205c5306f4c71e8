"""Quarto's pre-render step: the dataset, the facts and the fonts, as for the built-in engine."""

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # the package also runs uninstalled

try:
    from dialogues.base import epoch
    from dialogues.base.errors import DialoguesError, NotebookError
    from dialogues.base.project import Project
    from dialogues.render import constructs, parameters, qmd, settings, untouched
    from dialogues.render.prepare import prepare
except ModuleNotFoundError as missing:
    sys.exit(
        f"Quarto runs {sys.executable}, which lacks {missing.name}. Activate the environment that holds the "
        "locked packages (`. .venv/bin/activate`) or name its Python in QUARTO_PYTHON."
    )

try:
    epoch.check()
    project = Project(Path.cwd())
    notebooks = [qmd.read(path, project.root) for path in sorted(project.analysis.glob("*.qmd"))]
    refused = [
        problem
        for one in notebooks
        for problem in (*settings.of_no_engine(one, project.root), *constructs.shared_notes(one))
    ]
    if refused:
        raise NotebookError(refused)
    # a preview would show the numbers of an earlier dataset
    shutil.rmtree(project.root / ".quarto" / "_freeze", ignore_errors=True)
    prepared = prepare(project)
    rendered = [Path.cwd() / name for name in os.environ.get("QUARTO_PROJECT_INPUT_FILES", "").splitlines()]
    parameters.name_all(prepared, [one for one in notebooks if one.path in rendered], parameters.asked())
    untouched.begin(project)
except DialoguesError as error:
    sys.exit(str(error))
