"""The codebook's own examples, read by its rules: all of them in one pass through the stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from dialogues import phrases
from dialogues.base.errors import Problem
from dialogues.codebook.book import Codebook
from dialogues.codebook.facets import FACETS
from dialogues.codebook.grammar import Frame, FrameExample, PersonFound, PersonFrame
from dialogues.codebook.loading import File
from dialogues.coding import assertion as modifiers
from dialogues.coding import gazetteer, mentions, people
from dialogues.corpus import layout, papers
from dialogues.dataset import schemas
from dialogues.events import assertion, dates, facts, frames, names, parties, shapes

FEWEST = 2  # examples of a frame
_BY_CUES = ("topic", "organisation", "institution", "instrument")
_CORRECT = "Correct the example, or the rule."
_OPENS, _CLOSES = "⟦", "⟧"


def problems(codebook: Codebook, files: dict[str, File]) -> Iterator[Problem]:
    """Each example that is not read as it says; ``files`` know the lines of the codebook's files."""
    read = Read.of(codebook)
    for fault in (
        *_frames(read),
        *_assertions(read),
        *_rewrites(read),
        *_words(read),
        *_people(read),
        *_people_frames(read),
        *_modifiers(read),
        *_publishers(codebook),
        *_papers(codebook),
        *_codes(codebook),
    ):
        yield files[fault.file].problem(fault.problem, fault.remedy, *fault.place)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an example, and where it stands."""

    file: str
    place: tuple[str | int, ...]
    problem: str
    remedy: str = _CORRECT


@dataclass(frozen=True)
class Found:
    """A frame that fits a meeting, and the codes it gives by field."""

    frame: str
    telling: int
    held: bool
    weight: int
    codes: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Read:
    """All examples as sentences, and what the stages make of them."""

    codebook: Codebook
    people: dict[tuple[str, str], dict[str, object]]  # by sentence and name
    fitting: dict[tuple[str, str], set[str]]  # by sentence and name: frames of people that fit
    rows: dict[str, str]  # sentence -> as what it is read of people
    before: dict[str, dict[str, str]]  # file of rules -> sentence -> its shape before these rewrite it
    shapes: dict[str, str]  # sentence -> its shape, numbers left out
    clauses: pl.DataFrame
    told: pl.DataFrame  # meetings with their assertion
    found: dict[str, list[Found]]  # by sentence
    reached: dict[str, list[tuple[int, int, str]]]  # by sentence: where what modifiers say holds

    @classmethod
    def of(cls, codebook: Codebook) -> Read:
        """Read the examples of ``codebook``; topics are left out, as no rule needs them."""
        codebook = codebook.model_copy(update={"topics": ()})
        sentences = _sentences(codebook)
        documents = sentences.select("document_id", published=pl.lit(None, pl.Date)).unique()
        spoken = phrases.find(sentences, codebook)
        states = gazetteer.find(sentences, spoken)
        mentioned = mentions.find(sentences, spoken, states, codebook)
        texts = facts.texts_of(sentences)
        named = names.find(
            texts, spoken, mentioned, states, dates.find(sentences, documents, codebook.words), codebook
        )
        put_together = shapes.make(texts, named, codebook)
        clauses = facts.clauses_of(texts, named, codebook)
        told = frames.tellings(clauses, named, codebook)
        matched = frames.match(told, codebook)
        of_people = sentences.filter(pl.col("sentence_id").str.contains("^people"))
        of_names = people.read(of_people, spoken, mentioned, states, codebook)
        fitting = people.fitting(of_names, codebook)
        raw = shapes.make(texts, named, codebook.model_copy(update={"names": ()}))
        whole = clauses.group_by("sentence_id").agg(pl.col("whole").str.join(""))
        bare = pl.col("whole").str.replace_all(r"\.[0-9.]+ ", " ").str.replace_all(r"\s+", " ")
        joined = clauses.group_by("sentence_id", maintain_order=True).agg(
            bare.str.strip_chars().str.join(" | ")
        )
        of_modifiers = sentences.filter(pl.col("sentence_id").str.starts_with("modifiers."))
        reached = modifiers.reaches(of_modifiers, spoken, codebook.modifiers).sort(
            "sentence_id", "rank", "at"
        )
        stretches: dict[str, list[tuple[int, int, str]]] = {}
        for key, *stretch in reached.select("sentence_id", "at", "to", "says").iter_rows():
            stretches.setdefault(key, []).append((stretch[0], stretch[1], stretch[2]))
        return cls(
            reached=stretches,
            codebook=codebook,
            people={
                (row["sentence_id"], row["name"]): row for row in people.once(of_names).iter_rows(named=True)
            },
            fitting=_by_name(fitting),
            rows=dict(fitting.select("sentence_id", "stands").iter_rows()),
            before={
                "names": dict(raw.select("sentence_id", "shape").iter_rows()),
                "clauses": dict(put_together.select("sentence_id", "shape").iter_rows()),
                "lifted": dict(whole.iter_rows()),
            },
            shapes=dict(joined.iter_rows()),
            clauses=clauses,
            told=assertion.judge(told, matched, codebook),
            found=_found(matched.join(told.select("telling", "sentence_id"), on="telling"), named, codebook),
        )


def _found(matched: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> dict[str, list[Found]]:
    """Which frames fit the meetings of each sentence, with what they give."""
    sides, ranks = parties.sides(codebook), codebook.ranks.frames
    names_of = {(row[0], str(row[1])): row[2:] for row in named.select(*_NAMED).iter_rows()}
    given: dict[tuple[str, int, str], dict[str, frozenset[str]]] = {}
    found: dict[str, list[Found]] = {}
    columns = ("sentence_id", "telling", "frame", "rank", "held", "field", "numbers")
    for key, telling, frame, rank, held, field, numbers in matched.select(columns).iter_rows():
        codes = given.get((key, telling, frame))
        if codes is None:
            codes = given[key, telling, frame] = {}
            found.setdefault(key, []).append(Found(frame, telling, held, ranks[rank], codes))
        if field is None:
            continue
        slots = [names_of[key, number] for number in numbers.strip(".").split(".")]
        if field == "counterpart":
            slots = [(kind, sides.get(code, code)) for kind, code in slots if kind in parties.TYPES]
        codes[field] = codes.get(field, frozenset()) | {code for _, code in slots}
    return found


_NAMED = ("sentence_id", "number", "type", "code")


def _sentences(codebook: Codebook) -> pl.DataFrame:
    """All examples of rules as sentences."""
    return _as_sentences(_given(codebook))


def _as_sentences(given: Iterable[tuple[str, str, str]]) -> pl.DataFrame:
    """The table sentences: one a document, its id the place in the codebook."""
    rows = [
        {
            "sentence_id": key,
            "document_id": key,
            "position": 0,
            "start": 0,
            "end": len(text),
            "text": text,
            "role": role,
            "is_background": False,
        }
        for key, role, text in given
    ]
    return pl.DataFrame(rows, schema=schemas.empty(schemas.Sentences).schema)


def _given(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Key, role and text of each example."""
    for place, frame in enumerate(codebook.frames):
        role = "header" if frame.where == "header" else "body"
        for number, example in enumerate(frame.examples):
            yield f"frames.{place}.examples.{number}", role, example.text
        for number, text in enumerate(frame.counter):
            yield f"frames.{place}.counter.{number}", role, text
    for place, rule in enumerate(codebook.assertions):
        for key, texts in (("examples", rule.examples), ("counter", rule.counter)):
            for number, text in enumerate(texts):
                yield f"assertions.{place}.{key}.{number}", "body", text
    for file, rules in codebook.rewrites().items():
        for place, rewrite in enumerate(rules):
            yield f"{file}.{place}", "body", rewrite.example
    for name, text in codebook.words.examples.items():
        yield f"words.{name}", "body", text
    for place, person in enumerate(codebook.people.examples):
        yield f"people.{place}", "body", person.text
    for place, of_person in enumerate(codebook.people_frames.frames):
        for number, found in enumerate(of_person.examples):
            yield f"people_frames.{place}.examples.{number}", "body", found.text
        for number, text in enumerate(of_person.counter):
            yield f"people_frames.{place}.counter.{number}", "body", text
    for place, modifier in enumerate(codebook.modifiers.modifiers):
        for number, text in enumerate(modifier.examples):
            bare = text.replace(_OPENS, "").replace(_CLOSES, "")
            yield f"modifiers.{place}.examples.{number}", "body", bare
        for number, text in enumerate(modifier.counter):
            yield f"modifiers.{place}.counter.{number}", "body", text


# ---- frames


def _frames(read: Read) -> Iterator[Fault]:
    says = dict(read.told.select("telling", "assertion").iter_rows())
    for place, frame in enumerate(read.codebook.frames):
        if len(frame.examples) < FEWEST:
            problem = f"The frame {frame.frame} has fewer than {FEWEST} examples."
            yield Fault("frames", (place, "frame"), problem, "Write sentences that it must read.")
        needed, also = False, set[str]()
        for number, example in enumerate(frame.examples):
            key = f"frames.{place}.examples.{number}"
            found = read.found.get(key, [])
            own = [one for one in found if one.frame == frame.frame]
            others = [one for one in found if one.frame != frame.frame]
            also |= {one.frame for one in others}
            if (wrong := _wrong(frame, example, own, others, says)) is not None:
                stands = read.shapes.get(key, "")
                problem = f"The example {example.text!r} {wrong}. It stands as: {stands}."
                yield Fault("frames", (place, "examples", number), problem)
            needed |= wrong is not None or not _as_much(own, others)
        if frame.examples and not needed:
            problem = f"No example of the frame {frame.frame} needs it: {_listed(also)} as much."
            remedy = "Give it an example that no other frame reads, or take it out."
            yield Fault("frames", (place, "frame"), problem, remedy)
        for number, text in enumerate(frame.counter):
            key = f"frames.{place}.counter.{number}"
            if any(one.frame == frame.frame for one in read.found.get(key, [])):
                problem = f"The counter-example {text!r} fits the frame {frame.frame}: {read.shapes[key]}."
                yield Fault("frames", (place, "counter", number), problem)


def _wrong(
    frame: Frame, example: FrameExample, own: list[Found], others: list[Found], says: dict[int, str]
) -> str | None:
    """What is wrong with an example of a frame, in words."""
    if not own:
        instead = {one.frame for one in others}
        return "does not fit its frame" + (f", but {_listed(instead)} it" if instead else "")
    given, wanted = _all_codes(own), example.given()
    for field in sorted(given.keys() | wanted.keys()):
        have, want = given.get(field, frozenset()), wanted.get(field, frozenset())
        if have != want:
            told, right = (" ".join(sorted(codes)) or "nothing" for codes in (have, want))
            return f"gives {told} as {field}, not {right}"
    said = example.says or (schemas.HELD if frame.held else None)
    told_as = sorted({says[one.telling] for one in own})
    if said is not None and said not in told_as:
        return f"is told as {', '.join(told_as)}, not {said}"
    return None


def _as_much(own: list[Found], others: list[Found]) -> bool:
    """Whether ``others`` give of the same meetings all that a frame gives, with no less weight."""
    tellings = {one.telling for one in own}
    same = [one for one in others if one.telling in tellings]
    if any(one.held for one in own) and not any(one.held for one in same):
        return False
    theirs = _all_codes([one for one in same if one.weight <= own[0].weight])
    return all(codes <= theirs.get(field, frozenset()) for field, codes in _all_codes(own).items())


def _all_codes(found: list[Found]) -> dict[str, frozenset[str]]:
    """Field -> all codes that ``found`` give."""
    fields = {field for one in found for field in one.codes}
    return {field: frozenset().union(*(one.codes.get(field, ()) for one in found)) for field in fields}


def _listed(frames: set[str]) -> str:
    """Frames as the subject of a sentence, with the verb."""
    return f"{', '.join(sorted(frames)) or 'nothing'} {'read' if len(frames) > 1 else 'reads'}"


# ---- the other rules


def _assertions(read: Read) -> Iterator[Fault]:
    each = assertion.each(read.told, read.codebook.assertions)
    for place, rule in enumerate(read.codebook.assertions):
        others = assertion.said(each.filter(pl.col("rule") != place))
        fits = read.told.join(each.filter(pl.col("rule") == place), on="telling", how="semi")
        alone = set(
            fits.join(others, on="telling", how="left").filter(
                pl.col("of_clause").fill_null(schemas.HELD) != rule.says
            )["sentence_id"]
        )
        says = set(fits.filter(pl.col("assertion") == rule.says)["sentence_id"])
        keys = [f"assertions.{place}.examples.{number}" for number in range(len(rule.examples))]
        for number, key in enumerate(keys):
            if key not in says:
                stands = read.shapes.get(key, "")
                problem = f"The example {rule.examples[number]!r} is not told as {rule.says}: {stands}."
                yield Fault("assertions", (place, "examples", number), problem)
        if alone.isdisjoint(keys):
            yield Fault(
                "assertions",
                (place,),
                "No example of this rule needs it: another one says the same.",
                "Give it an example that no other rule fits, or take it out.",
            )
        for number, text in enumerate(rule.counter):
            if f"assertions.{place}.counter.{number}" in set(fits["sentence_id"]):
                problem = f"The counter-example {text!r} fits its rule."
                yield Fault("assertions", (place, "counter", number), problem)


def _rewrites(read: Read) -> Iterator[Fault]:
    for file, rules in read.codebook.rewrites().items():
        made = pl.Series("shape", [read.before[file][f"{file}.{place}"] for place in range(len(rules))])
        for place, rule in enumerate(rules):
            regex, becomes = shapes.rewriting(rule, read.codebook)
            if not made[[place]].str.contains(regex)[0]:
                bare = " ".join(token.split(".")[0] or token for token in made[place].split())
                problem = f"The example {rule.example!r} does not fit the rule {rule.shape!r}: {bare}."
                yield Fault(file, (place, "example"), problem)
            for _ in range(rule.times):
                made = made.str.replace_all(regex, becomes)


def _words(read: Read) -> Iterator[Fault]:
    words = read.codebook.words
    for name, text in words.examples.items():
        if f" {name} " not in read.before["names"].get(f"words.{name}", ""):
            yield Fault("words", ("examples", name), f"The example {text!r} has no word of {name}.")
    for name in words.classes.keys() - words.examples.keys():
        problem = f"The class {name} has no example."
        yield Fault("words", ("classes", name), problem, "Write one under `examples`.")


def _people(read: Read) -> Iterator[Fault]:
    for place, example in enumerate(read.codebook.people.examples):
        row = read.people.get((f"people.{place}", example.name))
        if (told := _differing(row, example.model_dump(exclude={"text"}))) is not None:
            problem = f"The example {example.text!r} is read otherwise: {told}."
            yield Fault("people", ("examples", place), problem)


def _differing(row: dict[str, object] | None, said: dict[str, object]) -> str | None:
    """What of a person is not read as an example says, in words."""
    if row is None:
        return "no such person is found"
    return ", ".join(f"{name} is {row[name]!r}" for name in said if row[name] != said[name]) or None


def _by_name(fitting: pl.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Which frames fit a name of a sentence, by both."""
    found: dict[tuple[str, str], set[str]] = {}
    for key, name, frame in fitting.select("sentence_id", "name", "frame").iter_rows():
        found.setdefault((key, name), set()).add(frame)
    return found


def _people_frames(read: Read) -> Iterator[Fault]:
    frames = read.codebook.people_frames.frames
    for place, frame in enumerate(frames):
        told, of_frame = f"The frame {frame.frame}", ("frames", place)
        alike = {one.frame for one in frames if {*frame.reads} & {*one.reads}} - {frame.frame}
        if len(frame.examples) < FEWEST:
            problem = f"{told} has fewer than {FEWEST} examples."
            yield Fault("people_frames", (*of_frame, "frame"), problem, "Write sentences that it must read.")
        also = []  # frames that read the same of an example
        for number, example in enumerate(frame.examples):
            key = f"people_frames.{place}.examples.{number}"
            fits = read.fitting.get((key, example.name), set())
            also.append(fits & alike)
            wrong = _misread(frame, example, fits, read.people.get((key, example.name)))
            if wrong is not None:
                stands = read.rows.get(key, "no words that can be a name")
                problem = f"The example {example.text!r} {wrong}. It stands as: {stands}."
                yield Fault("people_frames", (*of_frame, "examples", number), problem)
        if "{" not in frame.shape and also and all(also):
            problem = (
                f"No example of the frame {frame.frame} needs it: {_listed(set().union(*also))} as much."
            )
            remedy = "Give it an example that no other frame reads, or take it out."
            yield Fault("people_frames", (*of_frame, "frame"), problem, remedy)
        for number, text in enumerate(frame.counter):
            key = f"people_frames.{place}.counter.{number}"
            if any(at == key and frame.frame in fits for (at, _), fits in read.fitting.items()):
                problem = f"The counter-example {text!r} fits the frame {frame.frame}: {read.rows[key]}."
                yield Fault("people_frames", (*of_frame, "counter", number), problem)


def _misread(
    frame: PersonFrame, example: PersonFound, fits: set[str], row: dict[str, object] | None
) -> str | None:
    """What is wrong with an example of a frame of people, in words."""
    if frame.frame not in fits:
        return "does not fit its frame" + (f", but {_listed(fits)} it" if fits else "")
    if not example.person:
        return None if row is None else f"names a person, {example.name}"
    differing = _differing(row, example.given())
    return None if differing is None else f"is read otherwise: {differing}"


def _modifiers(read: Read) -> Iterator[Fault]:
    """Examples of modifiers.yaml: what stands in the marks is not so; in a counter-example all is."""
    for place, modifier in enumerate(read.codebook.modifiers.modifiers):
        for number, example in enumerate(modifier.examples):
            start, end = example.find(_OPENS), example.find(_CLOSES) - 1
            reached = read.reached.get(f"modifiers.{place}.examples.{number}", [])
            told = [says for at, to, says in reached if at <= start and end <= to]
            if told[:1] != [modifier.says]:
                problem = f"The example {example!r} is told as {(told or ['named'])[0]}, not {modifier.says}."
                yield Fault("modifiers", ("modifiers", place, "examples", number), problem)
        for number, example in enumerate(modifier.counter):
            if f"modifiers.{place}.counter.{number}" in read.reached:
                problem = f"Something is said not to be so in the counter-example {example!r}."
                yield Fault("modifiers", ("modifiers", place, "counter", number), problem)


def _publishers(codebook: Codebook) -> Iterator[Fault]:
    for place, way in enumerate(codebook.publishers):
        found = pl.Series([way.example]).str.extract(way.pattern())[0]
        if found != way.publisher:
            problem = f"The example {way.example!r} names {found or 'nobody'}, not {way.publisher}."
            yield Fault("publishers", (place, "example"), problem)


def _papers(codebook: Codebook) -> Iterator[Fault]:
    given = {
        (place, key, number): text
        for place, paper in enumerate(codebook.papers)
        for key, texts in (("examples", paper.examples), ("counter", paper.counter))
        for number, text in enumerate(texts)
    }
    texts = pl.DataFrame({"document_id": map(str, given), "text": given.values()})
    found = dict(
        papers.find(layout.blocks(texts, codebook.marks()), codebook)
        .select("document_id", "paper")
        .iter_rows()
    )
    for (place, key, number), text in given.items():
        known, paper = found.get(str((place, key, number))), codebook.papers[place].paper
        if (known == paper) != (key == "examples"):
            problem = f"The {key.removesuffix('s')} {text!r} is read as {known or 'no such paper'}."
            yield Fault("papers", (place, key, number), problem)


def _codes(codebook: Codebook) -> Iterator[Fault]:
    """Examples of codes whose cues are enough to find them: one of its own stands in each."""
    examples = {
        (facet, place): code.example
        for facet in _BY_CUES
        for place, code in enumerate(codebook.of(facet))
        if code.example
    }
    sentences = _as_sentences((f"{facet}.{place}", "body", text) for (facet, place), text in examples.items())
    spoken = phrases.find(sentences, codebook)
    found = mentions.find(sentences, spoken, gazetteer.find(sentences, spoken), codebook)
    named = set(found.select("sentence_id", "facet", "code").iter_rows())
    for (facet, place), text in examples.items():
        code = codebook.of(facet)[place].code
        if (f"{facet}.{place}", facet, code) not in named:
            problem = f"No cue of {code} stands in its example {text!r}."
            yield Fault(FACETS[facet], (place, "example"), problem)
