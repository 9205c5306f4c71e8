"""The way of the data, told once: seeds in, dataset out."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dialogues import codebook
from dialogues.coding import codings, gazetteer, mentions, people, plans, statements
from dialogues.corpus import background, documents, known_events, layout, seeds, sentences
from dialogues.dataset import schemas
from dialogues.events import dates, facts, merging


def run(folder: Path, rules: codebook.Codebook) -> dict[str, pl.DataFrame]:
    """Make all tables of the dataset from the texts in ``folder`` by the ``rules`` of a codebook.

    The state whose dialogues these are is the corpus's, where sources.yaml gives it; else the codebook's.

    Raises
    ------
    SeedError
        Where not one text can be used.
    """
    given = seeds.usable(folder)
    rules = rules.at_home_in(given.corpus.state)
    elsewhere = known_events.read(folder, rules.names_of)
    blocks = layout.blocks(given.texts, rules.marks())
    described = documents.describe(given.texts, given.sources, blocks)
    units = background.mark(sentences.split(blocks), blocks, rules)
    states = gazetteer.find(units, rules)
    found = mentions.find(units, states, rules)
    days = dates.find(units, described)
    planned = plans.find(units, found, states, rules)
    named = people.find(units, found, states, rules)
    read = facts.find(described, units, found, states, days, rules)
    held = merging.find(read.reports, read.facts, described, units, named)
    spans = pl.concat([found, plans.mentions_of(planned)]).sort(
        "document_id", "start", "end", "facet", "code"
    )
    said = statements.find(units, found, states, named, held, rules)
    references = plans.status(plans.distinct(planned), held.reports, held.events)

    made = {
        "documents": described.join(read.scope, on="document_id").join(
            held.reports, on="document_id", how="left"
        ),
        "sentences": units,
        "mentions": pl.concat(
            [spans, dates.mentions_of(days), people.mentions_of(named), facts.places_of(read.facts)]
        ).sort("document_id", "start", "end", "facet", "code"),
        "events": held.events,
        "counterparts": held.counterparts,
        "codings": codings.count(spans, held.reports, units),
        "plan_references": references,
        "people": merging.attend(named, held.reports, read.reports, held.counterparts),
        "statements": said,
        "facts": held.facts,
        "links": held.links,
        "codes": rules.codes(),
        "known_events": merging.recognise(
            known_events.table(elsewhere, rules.edition.home), held.events, held.counterparts
        ),
        "rejects": given.rejects,
    }
    made["documents"] = documents.explain_years(made["documents"], held.events, given.corpus.years)
    made["differences"] = merging.differences(held.facts, held.reports, found, made["people"], references)
    tables = {name: schemas.empty(table) for name, table in schemas.TABLES.items()}
    return {
        name: made[name].select(empty.columns) if name in made else empty for name, empty in tables.items()
    }
