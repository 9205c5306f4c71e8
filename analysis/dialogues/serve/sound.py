"""What the loader says of a reading: all that `dialogues check` would refuse, told on the page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dialogues.base.errors import Problem
from dialogues.readings import apply, load
from dialogues.serve.found import Found


def problems(
    found: Found, path: Path, content: bytes | None, others: Iterable[load.Reading]
) -> tuple[Problem, ...]:
    """What is wrong with the reading at ``path``, were ``content`` in it: beside ``others``, and applied."""
    if content is None:
        return ()
    mine, of_form = load.one(path, content)
    if mine is None:
        return of_form
    proposed = found.proposed
    known = {row[0] for row in proposed.view.texts.select("document_id").iter_rows()}
    beside = [one for one in others if one.path != mine.path and one.document_id in known]
    texts, codes = proposed.view.texts, proposed.rules.codes()
    wrong = [*of_form, *load.check([mine], texts, codes), *load.contradictions([mine, *beside])]
    if not wrong:
        wrong = [*apply.apply(proposed.findings, [mine], proposed.rules.edition.home).problems]
    return tuple(dict.fromkeys(wrong))


def new(before: Iterable[Problem], after: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems ``after`` a change that were not there ``before``, in whatever line."""
    known = {(one.path, one.problem) for one in before}
    return tuple(one for one in after if (one.path, one.problem) not in known)
