"""What is doubtful in shapes, classes of words and frames though each entry by itself can be read."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING

from dialogues.base import typed_yaml
from dialogues.base.errors import Problem
from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import phrases
from dialogues.codebook.grammar import Frame, Rewrite
from dialogues.codebook.language import MADE, TYPES, Shape, ShapeError, compile_shape
from dialogues.codebook.rows import Rows

if TYPE_CHECKING:
    from dialogues.codebook.loading import File

_SYMBOL = re.compile(r"[A-Z][A-Z_]*")
_BY = ("first", "all")  # what `by` of a rule may say besides its slots


LOOKED_AT = (
    *("kinds", "words", "frames", "names", "clauses", "lifted", "assertions", "people", "people_frames"),
)  # files of the codebook


@kept
def problems(codebook: Codebook, files: dict[str, File]) -> tuple[Problem, ...]:
    """Each doubt, with file and line; ``files`` know the lines. No other file than LOOKED_AT is asked."""
    return (
        *_classes(codebook, files["words"]),
        *_frames(codebook, files["frames"]),
        *_rewrites(codebook, files),
        *_assertions(codebook, files["assertions"]),
        *_people_frames(codebook, files["people_frames"]),
    )


def _symbols(codebook: Codebook) -> frozenset[str]:
    """All symbols that a shape can hold."""
    return codebook.types() | codebook.words.classes.keys() | MADE


# ---- words.yaml


def _classes(codebook: Codebook, file: File) -> Iterator[Problem]:
    """Words in two classes, prepositions, and words that never stand because they are names."""
    words = codebook.words
    owners: dict[str, str] = {}
    typed = _typed(codebook)
    for name in words.examples.keys() - words.classes.keys():
        remedy = typed_yaml.nearest(name, words.classes, "Take it out.")
        yield file.problem(f"There is no class {name!r}.", remedy, "examples", name)
    for name, cues in words.classes.items():
        for number, cue in enumerate(cues):
            for form in (" ".join(form.lower().split()) for form in matching.forms(cue)):
                taken = _first(form, typed)
                if (other := owners.setdefault(form, name)) != name:
                    problem, remedy = f"{form!r} stands in {other} and in {name}", "Keep it in one of them."
                elif form in words.prepositions:
                    problem = f"the preposition {form!r} stands in the class {name}"
                    remedy = "Write it in the shapes that need it."
                elif taken is not None:
                    problem = f"{form!r} of {name} is never found, {taken!r} being a {typed[taken]} first"
                    remedy = "Take it out, or make it by a rule of names.yaml."
                else:
                    continue
                yield file.problem(f"{problem[0].upper()}{problem[1:]}.", remedy, "classes", name, number)
                break


def _typed(codebook: Codebook) -> dict[str, str]:
    """Words that stand as names in every sentence, in small letters -> their symbol."""
    found = phrases([(symbol, cue) for symbol, _, cue in codebook.typed_words()], ("symbol",))
    return {form.lower(): symbol for symbol, form, _ in found.iter_rows()}


def _first(form: str, typed: dict[str, str]) -> str | None:
    """The longest run of words of ``form`` that stands as a name."""
    parts = form.split()
    for length in range(len(parts), 0, -1):
        for start in range(len(parts) - length + 1):
            run = " ".join(parts[start : start + length])
            if run in typed:
                return run
    return None


# ---- shapes


def _frames(codebook: Codebook, file: File) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    nouns = {symbol for kind in codebook.kinds for symbol in (kind.symbol, *kind.words)}
    for place, frame in enumerate(codebook.frames):
        if frame.frame in seen:
            problem = f"The frame {frame.frame} stands twice (first at line {seen[frame.frame]})."
            yield file.problem(problem, "Give one of them another name.", place, "frame")
        seen.setdefault(frame.frame, file.lines[place, "frame"])
        for key, symbols in (("of", frame.of), ("only", frame.only)):
            for symbol in symbols:
                if symbol not in nouns | MADE:
                    problem = f"`{key}` of {frame.frame} names an unknown symbol {symbol!r}."
                    yield file.problem(problem, _nearest(symbol, nouns), place, key)
        told = f"The frame {frame.frame}"
        shape = yield from _shape(codebook, file, told, frame.shape, place, frozenset(TYPES))
        if shape is not None:
            yield from _slots(file, frame, shape, place)


def _slots(file: File, frame: Frame, shape: Shape, place: int) -> Iterator[Problem]:
    """Slots that give nothing, and what is given by no slot."""
    given = {slot for slots in frame.gives.values() for slot in slots.split()}
    for field, slots in frame.gives.items():
        for slot in slots.split():
            if slot not in shape.slots:
                problem = f"The frame {frame.frame} gives {field} by {slot}, which is no slot of its shape."
                yield file.problem(problem, _nearest(slot, shape.slots), place, "gives", field)
    for slot in shape.slots:
        if slot not in given:
            problem = f"The slot {slot} of the frame {frame.frame} is not used."
            yield file.problem(
                problem, f"Name it under `gives`, or write {slot.rstrip('23')}#.", place, "shape"
            )


def _rewrites(codebook: Codebook, files: dict[str, File]) -> Iterator[Problem]:
    for name, rules in codebook.rewrites().items():
        for place, rule in enumerate(rules):
            yield from _rewrite(codebook, files[name], rule, place)


def _rewrite(codebook: Codebook, file: File, rule: Rewrite, place: int) -> Iterator[Problem]:
    told, symbols = f"The rule {rule.shape!r}", _symbols(codebook)
    shape = yield from _shape(codebook, file, told, rule.shape, place, codebook.types())
    for symbol in _SYMBOL.findall(re.sub(r"=\S*", "", rule.becomes)):
        if symbol not in symbols:
            problem = f"{told} makes an unknown symbol {symbol!r}."
            yield file.problem(problem, _nearest(symbol, symbols), place, "becomes")
    if shape is None:
        return
    stretches = {f"{{{number}}}" for number in range(1, shape.kept + 1)}
    if astray := stretches ^ set(re.findall(r"\{.*?\}", rule.becomes)):
        problem = f"{told} and what it becomes do not have the same stretches in braces"
        remedy = "Number those of the shape from 1 on."
        yield file.problem(f"{problem}: {' '.join(sorted(astray))}.", remedy, place, "becomes")
    wanted = [] if rule.by in _BY else rule.by.split("|")
    for slot in (*wanted, *_SYMBOL.findall(" ".join(re.findall(r"=(\S*)", rule.becomes)))):
        if slot not in {name.rstrip("0123456789") for name in shape.slots} | set(shape.slots):
            problem = f"{told} names {slot}, which is no slot of its shape."
            yield file.problem(problem, _nearest(slot, shape.slots), place, "becomes")


def _assertions(codebook: Codebook, file: File) -> Iterator[Problem]:
    known = _symbols(codebook)
    for place, rule in enumerate(codebook.assertions):
        for key, words in (
            ("words", rule.words),
            ("ends", rule.ends),
            ("over", rule.over),
            ("unless", rule.unless),
        ):
            for number, word in enumerate(words):
                if _SYMBOL.fullmatch(word) and word not in known:
                    problem = f"`{key}` of a rule names an unknown class {word!r}."
                    yield file.problem(problem, _nearest(word, known), place, key, number)


_GIVES = {"function", "function_after", "nearest", "body", "party"}  # what a stretch in braces is read for


def _people_frames(codebook: Codebook, file: File) -> Iterator[Problem]:
    """Shapes that cannot be read, stretches that none uses, names given twice, and braces too many or few."""
    written, rows = codebook.people_frames, Rows(codebook.people.symbols())
    shapes = [*written.stretches.values(), *(frame.shape for frame in written.frames)]
    used = set(_SYMBOL.findall(" ".join(shapes)))
    for name, stretch in written.stretches.items():
        try:
            rows.share(name, stretch)
        except ShapeError as error:
            yield file.problem(f"The stretch {name} cannot be read: {error}.", "Mend it.", "stretches", name)
        if name in rows.signs:
            problem = f"The stretch {name} has the name of a class of people.yaml."
            yield file.problem(problem, "Give it another name.", "stretches", name)
        if name not in used:
            yield file.problem(f"The stretch {name} stands in no shape.", "Take it out.", "stretches", name)
    seen = set[str]()
    for number, frame in enumerate(written.frames):
        place = ("frames", number, "shape")
        told = f"The frame {frame.frame}"
        if frame.frame in seen:
            yield file.problem(f"{told} stands twice.", "Give one of them another name.", *place)
        seen.add(frame.frame)
        try:
            shape = rows.compile(frame.shape)
        except ShapeError as error:
            yield file.problem(f"{told} cannot be read: {error}.", "Mend its shape.", *place)
            continue
        if bool(shape.given) != bool(_GIVES & {*frame.reads}):
            problem = f"{told} gives a stretch in braces where none is asked for, or none where one is."
            yield file.problem(problem, f"Braces belong to {', '.join(sorted(_GIVES))}.", *place)
        if bool(shape.whole) == (frame.of == "person"):
            problem = f"{told} is of a {frame.of}: PERSON stands in shapes of a person alone."
            yield file.problem(problem, "Correct `of`, or the shape.", *place)


def _shape(
    codebook: Codebook, file: File, told: str, written: str, place: int, types: frozenset[str]
) -> Generator[Problem, None, Shape | None]:
    """What is wrong with a shape; gives the compiled one where it can be read."""
    symbols, classes = _symbols(codebook), codebook.words.replacements
    try:
        shape = compile_shape(written, types)
    except ShapeError as error:
        yield file.problem(f"{told} cannot be read: {error}.", "Mend its shape.", place, "shape")
        return None
    for symbol in sorted(shape.symbols - symbols):
        problem = f"{told} has an unknown symbol {symbol!r}."
        yield file.problem(problem, _nearest(symbol, symbols), place, "shape")
    for word in sorted(shape.words):
        if (name := classes.get(f" {word} ")) is not None:
            problem = f"{told} has the word {word!r}, which stands as {name.strip()}."
            yield file.problem(problem, f"Write {name.strip()}.", place, "shape")
    return shape


def _nearest(word: str, known: Iterable[str]) -> str:
    return typed_yaml.nearest(word, known, "Correct it.")
