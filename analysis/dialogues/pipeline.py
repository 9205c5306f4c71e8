"""The way of the data, told once: seeds in, dataset out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from dialogues import codebook, phrases
from dialogues.base.errors import Problem, ReadingError
from dialogues.codebook.facets import FACETS
from dialogues.codebook.scan import Spoken
from dialogues.coding import (
    assertion,
    codings,
    commitments,
    gazetteer,
    mentions,
    people,
    plans,
    readouts,
    short_names,
    statements,
)
from dialogues.corpus import (
    background,
    documents,
    fold,
    known_events,
    layout,
    papers,
    seeds,
    sentences,
)
from dialogues.dataset import schemas
from dialogues.dataset.findings import Findings
from dialogues.events import dates, facts, merging, scope
from dialogues.readings import apply, load


def run(folder: Path, rules: codebook.Codebook, read: Path | None = None) -> dict[str, pl.DataFrame]:
    """Make all tables of the dataset from the texts in ``folder`` by the ``rules`` of a codebook.

    What people ``read`` of the texts (a folder of readings) has the last word; without it rules decide alone.
    All rules read the folded texts; at the end every span is given its place in the file. The state whose
    dialogues these are is the corpus's, where sources.yaml gives it; else the codebook's.

    Raises
    ------
    SeedError
        Where not one text can be used, or a known event is of no code.
    ReadingError
        Where readings do not fit the texts or the codebook.
    """
    return run_with_notes(folder, rules, read)[0]


def run_with_notes(
    folder: Path, rules: codebook.Codebook, read: Path | None = None
) -> tuple[dict[str, pl.DataFrame], tuple[Problem, ...]]:
    """Make all tables as :func:`run` does, and note what in the readings the rules say too by now."""
    return decide(propose(folder, rules), read)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the rules alone find in a folder of texts: what readings are laid over.

    Attributes
    ----------
    given
        The texts and what is known of them.
    rules
        The codebook, at home in the state whose dialogues these are.
    view
        The folded texts, and the way back to the files.
    findings
        What was found in each folded text.
    """

    given: seeds.Seeds
    rules: codebook.Codebook
    view: fold.Folded
    findings: Findings


def propose(folder: Path, rules: codebook.Codebook) -> Proposed:
    """Read the texts in ``folder`` by the ``rules`` alone.

    Raises
    ------
    SeedError
        Where not one text can be used, or a known event is of no code.
    """
    given = seeds.usable(folder)
    rules = rules.at_home_in(given.corpus.state)
    known_events.refuse_unknown(folder, rules.names_of)
    view = fold.fold(given.texts, cache(rules.known_words))
    return Proposed(given, rules, view, find(replace(given, texts=view.texts), rules))


def decide(
    proposed: Proposed, read: Path | None = None
) -> tuple[dict[str, pl.DataFrame], tuple[Problem, ...]]:
    """Lay what people ``read`` over what was ``proposed``, and make all tables; with them the notes.

    Raises
    ------
    ReadingError
        Where readings do not fit the texts or the codebook.
    """
    rules, view = proposed.rules, proposed.view
    waiting = set(proposed.given.rejects["path"].str.strip_suffix(".txt"))
    said = load.load(read, view.texts, rules.codes(), waiting) if read is not None else ()
    applied = apply.apply(proposed.findings, said, rules.edition.home)
    if applied.problems:
        raise ReadingError(applied.problems)
    tables = assemble(applied, proposed.given, rules)
    return fold.unfold(tables, view), applied.notes


def find(given: seeds.Seeds, rules: codebook.Codebook) -> Findings:
    """Read each folded text by the rules, one by one: what it is, mentions and says of its event."""
    blocks = layout.blocks(given.texts, rules.marks())
    described = documents.describe(given.texts, given.sources, blocks, rules.without(*FACETS.values()))
    known = papers.find(blocks, rules.only("papers", "kinds", "pages", "languages", "words"))
    units = background.mark(sentences.split(blocks, rules.abbreviations), blocks, rules.only("contexts"))
    spoken = phrases.find(units, rules)
    states = gazetteer.find(units, spoken)
    told = assertion.judge(mentions.find(units, spoken, states, rules), units, spoken, rules.modifiers)
    found = assertion.named(told)
    days = dates.find(units, described, rules.words)
    beside, heard, others = _beside_topics(rules, spoken, found)
    held = scope.with_topics(described, found, rules).join(known, on="document_id", how="left")
    read = facts.find(held, units, heard, others, states, days, beside)
    parties = facts.parties_of(read, beside)
    bodies = pl.concat([others, short_names.find(units, others, beside)])
    kinds = facts.kinds_of(read)
    named = people.complete(people.find(units, heard, bodies, states, beside), parties, kinds, rules)
    accounts = described.select("document_id", "account")
    said = statements.find(units, heard, bodies, states, named, parties, accounts, beside)
    return Findings(
        documents=documents.explain_language(
            described.drop("printed").join(read.scope, on="document_id")
        ).with_columns(is_read=pl.lit(False)),
        sentences=units,
        mentions=pl.concat([told, dates.mentions_of(days), readouts.find(units, spoken, rules)]),
        reports=read.reports,
        facts=read.facts,
        plans=plans.find(units, others, states, beside),
        people=named,
        statements=said,
        doubts=pl.concat(
            [read.doubts, people.heads_in_doubt(named.join(read.reports, on="document_id", how="semi"))]
        ).sort("document_id", "field"),
    )


def _beside_topics(
    rules: codebook.Codebook, spoken: Spoken, mentions: pl.DataFrame
) -> tuple[codebook.Codebook, Spoken, pl.DataFrame]:
    """Rules, phrases and mentions without those of topics: who met and spoke is read by the others alone.

    So a changed cue of a topic leaves most stages with what they were given before (base.kept).
    """
    heard = {name: found for name, found in spoken.items() if name != "codes"}
    return rules.without("topics"), heard, mentions.filter(pl.col("facet") != "topic")


def assemble(read: apply.Applied, given: seeds.Seeds, rules: codebook.Codebook) -> dict[str, pl.DataFrame]:
    """Link the documents into events and make all tables of what was found and read in them."""
    found = read.findings
    told = assertion.named(found.mentions)
    held = merging.find(
        found.reports, found.facts, found.documents, found.sentences, found.people, told, read.pairs, rules
    )
    made_of = [plans.mentions_of(found.plans), people.mentions_of(found.people), facts.places_of(found.facts)]
    spans = pl.concat([found.mentions, *made_of])
    named = assertion.named(spans)
    references = plans.status(plans.distinct(found.plans), held.reports, held.events)
    spoken = people.speaking(found.statements, found.people)
    attending = merging.attend(found.people, held.reports)
    described = found.documents.join(held.reports, on="document_id", how="left")

    known = given.known_events.filter(state=rules.edition.home)
    recognised = merging.recognise(known, held.events, held.counterparts)
    apart = merging.of_another_day(recognised, held.events, held.facts)

    made = {
        "documents": documents.explain_years(described, held.events, given.corpus.years),
        "sentences": found.sentences,
        "mentions": spans.sort("document_id", "start", "end", "facet", "code"),
        "events": held.events,
        "counterparts": held.counterparts,
        "codings": codings.count(named, held.reports, found.sentences),
        "plan_references": references,
        "people": attending,
        "statements": commitments.weigh(merging.said_at(spoken, held.reports), spans, rules),
        "facts": held.facts,
        "links": held.links,
        "differences": merging.differences(held.facts, held.reports, told, attending, references),
        "corpus": _about(rules.edition.home, given.corpus.years),
        "codes": rules.codes(),
        "known_events": recognised,
        "readings": read.readings,
        "corrections": read.corrections,
        "doubts": pl.concat(
            [
                found.doubts,
                apart.join(found.doubts, on=["document_id", "field"], how="anti"),
                merging.side_by_side(held, read.pairs, rules),
            ]
        ),
        "rejects": given.rejects,
    }
    tables = {name: schemas.empty(table) for name, table in schemas.TABLES.items()}
    return {
        name: made[name].select(empty.columns) if name in made else empty for name, empty in tables.items()
    }


def _about(state: str, years: tuple[int, int] | None) -> pl.DataFrame:
    """What the corpus is about (schemas.Corpus)."""
    first, last = years or (None, None)
    row = {"state": state, "first_year": first, "last_year": last}
    return pl.DataFrame([row], schema=schemas.empty(schemas.Corpus).schema)
