"""What each rule is worth: the texts that need it, and the score without it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

from dialogues.base import typed_yaml
from dialogues.base.errors import Problem, UsageError
from dialogues.codebook import Codebook, matching
from dialogues.codebook.facets import FACETS
from dialogues.dataset import Dataset
from dialogues.readings.load import FACETS as LABELLED
from dialogues.readings.load import Reading
from dialogues.scoring import labels


def coverage(dataset: Dataset, readings: Sequence[Reading], rules: Codebook) -> pl.DataFrame:
    """One row per cue of the labelled facets, and per frame that facts name: those no text needs first.

    Returns
    -------
    pl.DataFrame
        ``facet``, ``code``, ``rule`` (the cue or frame), ``used`` (texts in which it finds what the reader
        found), ``needed`` (those in which nothing else finds it), ``texts`` (the names of the latter).
    """
    right = pl.DataFrame(
        [
            (reading.document_id, LABELLED[plural], code)
            for reading in readings
            for plural, own in labels.sets(reading.said).items()
            if plural in LABELLED
            for code in own.codes
        ],
        schema=dict.fromkeys(("document_id", "facet", "code"), pl.String),
        orient="row",
    )
    cues = pl.concat([rules.cues(facet).with_columns(facet=pl.lit(facet)) for facet in LABELLED.values()])
    surface = matching.plain(pl.col("quote")).str.to_lowercase()
    mentions = dataset["mentions"].with_columns(form=surface)
    used = (
        mentions.join(right, on=["document_id", "facet", "code"], how="semi")
        .join(cues.with_columns(pl.col("form").str.to_lowercase()), on=["facet", "code", "form"], how="left")
        .select("document_id", "facet", "code", rule=pl.coalesce("form"))
        .unique()
        .with_columns(alone=pl.col("rule").n_unique().over("document_id", "facet", "code") == 1)
    )
    every = cues.select("facet", "code", rule=pl.col("form").str.to_lowercase()).unique()
    return _counted(pl.concat([used, _frames(dataset, readings)]), every)


def _frames(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """Facts that are right and name their frame: nothing else found them in their text."""
    right = pl.DataFrame(
        [
            (reading.document_id, field, value)
            for reading in readings
            for field, (values, _) in labels.facts(reading.said).items()
            for value in values
        ],
        schema=dict.fromkeys(("document_id", "field", "value"), pl.String),
        orient="row",
    )
    return (
        dataset["facts"]
        .drop_nulls("frame")
        .join(right, on=["document_id", "field", "value"], how="semi")
        .select("document_id", facet=pl.lit("frame"), code="field", rule="frame", alone=pl.lit(True))
    )


def _counted(used: pl.DataFrame, every: pl.DataFrame) -> pl.DataFrame:
    key = ["facet", "code", "rule"]
    counted = used.group_by(key).agg(
        used=pl.col("document_id").n_unique(),
        needed=pl.col("document_id").filter("alone").n_unique(),
        texts=pl.col("document_id").filter("alone").unique().sort().str.join(" "),
    )
    return (
        pl.concat([every, counted.select(key)])
        .unique()
        .drop_nulls("rule")
        .join(counted, on=key, how="left")
        .with_columns(pl.col("used", "needed").fill_null(0), pl.col("texts").fill_null(""))
        .sort("needed", "used", *key)
    )


def without(rules: Codebook, name: str) -> Codebook:
    """The codebook without one rule: a code (``youth``), one cue of it (``youth:young people``), or a frame.

    Raises
    ------
    UsageError
        Where the codebook has no such rule.
    """
    held: dict[str, tuple[str, int]] = {}
    for field in (*FACETS.values(), "frames"):
        for place, one in enumerate(getattr(rules, field, ())):
            held[str(getattr(one, "code", getattr(one, "id", "")))] = field, place
    code, _, cue = name.partition(":")
    if code not in held:
        problem = f"The codebook has no rule {code!r}."
        raise UsageError(
            Problem(problem, typed_yaml.nearest(code, held, "Name a code, code:cue or a frame."))
        )
    field, place = held[code]
    rest = list(getattr(rules, field))
    if hasattr(rest[place], "cues"):
        rest[place] = rest[place].model_copy(update={"cues": _left(code, rest[place].cues, cue)})
    else:
        del rest[place]
    sha256 = hashlib.sha256(f"{rules.sha256} without {name}".encode()).hexdigest()
    return rules.model_copy(update={field: tuple(rest), "sha256": sha256})


def _left(code: str, cues: tuple[object, ...], cue: str) -> tuple[object, ...]:
    """The cues without ``cue``; none of them where no cue is named."""
    shown = [one if isinstance(one, str) else str(getattr(one, "regex", one)) for one in cues]
    if cue and cue not in shown:
        problem = f"The code {code} has no cue {cue!r}."
        raise UsageError(Problem(problem, typed_yaml.nearest(cue, shown, "Name one of its cues.")))
    return tuple(one for one, written in zip(cues, shown, strict=True) if cue and written != cue)
