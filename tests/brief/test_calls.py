"""Calls that a notebook makes in vain are told without running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.brief import calls
from dialogues.render.qmd import read

OPENED = """\
```{python}
from dialogues.brief.brief import open_brief

b = open_brief()
claim = b.claim
```

"""


def told(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "n.qmd"
    path.write_text(OPENED + text, encoding="utf-8")
    return [str(problem) for problem in calls.unknown(read(path, tmp_path))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("There are `{python} claim(b.txts)` texts.", "The brief has no `txts`. Did you mean `texts`?"),
        ("There are `{python} clam(b.texts)` texts.", "Nothing is called `clam` here. Did you mean `claim`?"),
        ("There are `{python} claim(b.texts` texts.", "`claim(b.texts` is not Python: '(' was never closed."),
        ("`{python} b.claim(b.texts, b.texts, b.texts)`", "`claim` is not called so: too many positional"),
        ("`{python} b.claim(nown=b.texts)`", "`claim` is not called so: "),
        ("```{python}\nb.no_such_view()\n```", "The brief has no `no_such_view`."),
        ("```{python}\n#| label: x\n\nx = (\n```", "This is not Python: '(' was never closed."),
    ],
)
def test_a_call_in_vain_is_told_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = told(tmp_path, text)
    assert problem.startswith("n.qmd:")
    assert said in problem


@pytest.mark.parametrize(
    "text",
    [
        "There are `{python} claim(b.texts, 'published text')`.",
        "```{python}\nrows = [x for x in b.data['events'].rows()]\nrows\n```\n\n`{python} len(rows)`",
        "```{python}\ndef size(frame, *, by=1):\n    return by\n\nsize(b.data['events'], by=2)\n```",
        "```{python}\n#| eval: false\nnowhere()\n```",
        "```{python}\nfrom math import *\nfloor(1.2)\n```",
        "Code such as ``{python} nothing`` is shown.",
    ],
)
def test_calls_that_can_be_made_are_not_told(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []
