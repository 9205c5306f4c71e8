"""What was typed or chosen, as the form writes it, or a refusal in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogues.base import numbers
from dialogues.base.errors import DialoguesError, Problem
from dialogues.codebook import Codebook
from dialogues.codebook.facets import FACETS, states
from dialogues.dataset.schemas import JOINT
from dialogues.serve.fields import Field, Part
from dialogues.serve.items import locate

LONGEST = 20_000  # signs of anything typed


class RefusedError(DialoguesError):
    """What was asked for cannot be done; the page says why."""


def refused(problem: str, remedy: str) -> RefusedError:
    """A refusal, to be raised."""
    return RefusedError(Problem(problem, remedy))


def text(value: Any) -> str:
    """What was typed, within limits."""
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise _unlike("words")
    made = "" if value is None else str(value)
    if len(made) > LONGEST:
        raise refused(f"This is longer than {LONGEST} signs.", "Shorten it.")
    return made


def flag(value: Any) -> bool:
    """Whether something is so: only true and false say it."""
    if not isinstance(value, bool | None):
        raise _unlike("yes or no")
    return bool(value)


def _unlike(wanted: str) -> RefusedError:
    """That something else came than the page sends."""
    return refused(f"The page sent something else than {wanted}.", "Open it anew.")


def words(of: str, given: Any) -> str | None:
    """The words that were selected or typed, as they stand in the text ``of``."""
    if not text(given).strip():
        return None
    found = locate(of, [text(given).strip()])
    if not found:
        raise refused("These words do not stand in the text.", "Select them there.")
    return " ".join(found[0].words.split())


def typed(field: Field | Part, value: Any) -> Any:
    """A value that the rules gave, as the form writes it."""
    if value is None or value == "":
        return None
    if field.kind == "date" and isinstance(value, str):
        return numbers.day(value)
    return numbers.whole(str(value)) if field.kind == "number" else value


def checked(field: Field | Part, value: Any, rules: Codebook) -> Any:
    """A value from the page, as the form writes it, where it can stand in the field."""
    if field.kind == "flag":
        return flag(value)
    if field.kind == "codes":
        if not isinstance(value, list | None):
            raise _unlike("a list of codes")
        return None if value is None else [known(rules, str(field.facet), code) for code in value]
    given = text(value).strip()
    if not given:
        return None
    try:
        if field.kind in ("date", "number"):
            return typed(field, given)
    except ValueError:
        wanted = "a day, such as 2025-06-19" if field.kind == "date" else "a whole number"
        raise refused(f"{field.label}: {given[:60]!r} is not {wanted}.", "Correct it.") from None
    if field.kind == "code":
        return known(rules, str(field.facet), given)
    if field.kind == "choice" and given not in field.choices:
        raise refused(f"{field.label}: {given[:60]!r} is not one of those.", "Choose one from the list.")
    return given


def known(rules: Codebook, facet: str, code: Any) -> str:
    """``code``, where the codebook has it."""
    if str(code) not in codes_of(rules, facet):
        raise refused(f"There is no code {str(code)[:60]!r} here.", "Choose one from the list.")
    return str(code)


def codes_of(rules: Codebook, facet: str) -> set[str]:
    """The codes that may stand in a field of ``facet``."""
    organisations = {code.code for code in rules.organisations}
    if facet in FACETS:
        return {code.code for code in rules.of(facet)}
    if facet == "body":
        return organisations | {code.code for code in rules.institutions} | set(states())
    return organisations | set(states()) | ({JOINT} if facet == "side" else set())


def said(value: Any, shown_by: Any, why: str | None) -> dict[str, Any]:
    """A statement in the long form."""
    return {"is": value, **without_empty(words=shown_by, why=why)}


def without_empty(**parts: Any) -> dict[str, Any]:
    """The parts that say something."""
    return {name: value for name, value in parts.items() if value}


def entry(parts: tuple[Part, ...], facts: Mapping[str, Any], shown_by: Any) -> dict[str, Any]:
    """An entry of a list in the order of the form, without what is not known."""
    known_facts = {part.name: facts.get(part.name) for part in parts}
    made = {name: value for name, value in known_facts.items() if value is not None and value is not False}
    return {**made, **without_empty(words=shown_by)}
