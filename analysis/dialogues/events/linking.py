"""Which documents report one event, and why. A wrong link is worse than a missed one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.events import candidates, match_rules

SAME = ("state", "kind", "start_date", "end_date", "place")  # of two meetings that one more fact keeps apart
ROUND_DAYS = 1  # days that two reports of one numbered round may lie apart
SHARED_LENGTH = 60  # characters from which a sentence in two texts is taken to be copied
_ONE = pl.any_horizontal(  # a first letter of one is the other's, or the text gives none
    *(
        pl.col(one) == pl.col(f"{other}_other")
        for one in ("initial", "middle")
        for other in ("initial", "middle")
    ),
    pl.col("initial", "initial_other") == "",
)
_NO_HOST = _ONE & ~pl.col("host") & ~pl.col("host_other")
_OF_PEOPLE = {  # those whom both texts name; one may not say of which side somebody is
    "people": _ONE,
    "visitors": _NO_HOST,
    "guests": _NO_HOST & (pl.col("guest") | pl.col("guest_other")),
    "hosts": _ONE & (pl.col("host") | pl.col("host_other")),
    "company": _ONE & pl.col("there") & pl.col("there_other"),
}
_FEWEST = 3  # letters of a surname without its vowels by which it is known


def find(
    reports: pl.DataFrame,
    sentences: pl.DataFrame,
    people: pl.DataFrame,
    bodies: pl.DataFrame,
    topics: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """One row per pair of documents that report one event: ``document_id < linked_document_id``, ``reason``.

    Parameters
    ----------
    reports
        One row per document: ``document_id, kind, state, counterparts`` (list), ``start_date, end_date,
        month_day, month, ordinal, mode, place, published``.
    sentences
        The table sentences, for what two texts share.
    people
        The table people, for who was met.
    bodies
        ``document_id, held``: who else took part, as the facts give it.
    topics
        ``document_id, held``: what each document says was spoken of.
    codebook
        Its kinds say how many sides they have, which are standing, and which are held once a day.
    """
    persons = _persons(reports, people)
    rows = _with_wholes(_with_naming(reports, persons, topics), codebook)
    own = [body for kind in codebook.kinds for body in kind.bodies]
    pairs = _facing(candidates.find(rows, persons, codebook), rows)
    own_bodies = bodies.filter(pl.col("held").is_in(own))
    for name, held in (("sentences", _said(sentences)), ("topics", topics), ("bodies", own_bodies)):
        pairs = _with_shared(pairs, held, **{name: pl.lit(value=True)})
    pairs = _with_shared(pairs, persons, **_OF_PEOPLE)
    rules = match_rules.rules(codebook)
    first = pl.coalesce(pl.when(rule.holds).then(rank) for rank, rule in enumerate(rules))
    words = dict(enumerate(rule.words for rule in rules))
    reason = pl.col("rank").replace_strict(words, return_dtype=pl.String)
    return (
        pairs.filter(match_rules.possible(codebook))
        .with_columns(rank=first, elsewhere=match_rules.differ("place"))
        .drop_nulls("rank")
        .sort("rank", "elsewhere", "document_id", "document_id_other")
        .select("document_id", linked_document_id="document_id_other", reason=reason)
    )


def settle(links: pl.DataFrame, pairs: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Put the links that a reader gives (``pairs``) before those of the rules, and leave out those denied.

    Only documents that report an event (``reports``) are linked.
    """
    key = ["document_id", "linked_document_id"]
    held = reports["document_id"].implode()
    said = pairs.filter(pl.col("is_same"), *(pl.col(name).is_in(held) for name in key))
    words = said.select(*key, reason=pl.format("A reader says so ({}).", "reader"))
    return pl.concat([words, links.join(pairs, on=key, how="anti")])


def group(reports: pl.DataFrame, links: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """One row per document: ``document_id, first`` (the smallest document_id of its event).

    Links join documents one after another, the strongest first; a link that would bring together two
    different rounds, parties, days or years that are not linked themselves is left out, however it came
    about, unless a reader gives it (``pairs``); so is one that would bring together two texts that a reader
    keeps apart.
    """
    linked = set(links.select("document_id", "linked_document_id").iter_rows())
    said = {(one, other): is_same for one, other, is_same, _ in pairs.iter_rows()}
    facts = {row["document_id"]: row for row in reports.iter_rows(named=True)}
    first = {document_id: document_id for document_id in facts}
    members = {document_id: [document_id] for document_id in facts}
    for one, other in links.select("document_id", "linked_document_id").iter_rows():
        a, b = sorted((first[one], first[other]))
        if a == b:
            continue
        across = [(x, y) for x in members[a] for y in members[b]]
        apart = any(said.get((min(pair), max(pair))) is False for pair in across)
        by_reader = bool(said.get((one, other)))
        open_ = [pair for pair in across if (min(pair), max(pair)) not in linked]
        unlike = not by_reader and any(_contradict(facts[x], facts[y]) for x, y in open_)
        if not apart and not unlike:
            members[a] += members.pop(b)
            first.update(dict.fromkeys(members[a], a))
    schema = {"document_id": pl.String, "first": pl.String}
    return pl.DataFrame(list(first.items()), schema, orient="row").sort("document_id")


def neighbours(events: pl.DataFrame, counterparts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per pair of events that may be one, told with two days: ``event_id``, ``later_id``.

    Same state, kind and a common counterpart, the one beginning the day after the other ended. Kinds that can
    be held twice a week are left out where the places differ. Nothing is merged for it.
    """
    standing = codebook.standing()
    rows = events.join(counterparts, on="event_id")
    apart = (pl.col("start_date_later") - pl.col("end_date")).dt.total_days()
    elsewhere = (pl.col("place") != pl.col("place_later")).fill_null(False)
    return (
        rows.join(rows, on=["state", "kind", "counterpart"], suffix="_later")
        .filter(apart == 1, pl.col("kind").is_in(standing) | ~elsewhere)
        .select("event_id", later_id="event_id_later")
        .unique()
        .sort("event_id", "later_id")
    )


def side_by_side(events: pl.DataFrame, counterparts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per event and another that one fact alone keeps apart: ``event_id``, ``other_id``, ``field``.

    Same state, kind, days and place, and another round (``ordinal``) or other parties (``counterpart``). Of
    kinds that are no standing dialogue other parties are no sign: a day can have several.
    """
    parties = counterparts.group_by("event_id").agg(parties="counterpart")
    rows = events.join(parties, on="event_id", how="left").select(*SAME, "event_id", "ordinal", "parties")
    pairs = rows.join(rows, on=SAME, suffix="_other").filter(pl.col("event_id") != pl.col("event_id_other"))
    shared = pl.col("parties").list.set_intersection("parties_other").list.len() > 0
    rounds = (pl.col("ordinal") != pl.col("ordinal_other")).fill_null(False)
    field = (
        pl.when(rounds & shared.fill_null(True))
        .then(pl.lit("ordinal"))
        .when(~rounds & ~shared.fill_null(True) & pl.col("kind").is_in(codebook.standing()))
        .then(pl.lit("counterpart"))
    )
    return (
        pairs.select("event_id", other_id="event_id_other", field=field)
        .drop_nulls("field")
        .sort("event_id", "other_id")
    )


def _contradict(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two documents cannot report one event: other rounds or parties, or days that do not touch."""
    these, those = (set(row["counterparts"]) for row in (one, other))
    if these and those and these.isdisjoint(those):
        return True
    if one["ordinal"] is not None and other["ordinal"] is not None and one["ordinal"] != other["ordinal"]:
        return True
    if _outside(one, other) or _outside(other, one):
        return True
    if one["start_date"] is None or other["start_date"] is None:
        return False
    apart = max(  # days between the one and the other, none where they touch
        (one["start_date"] - other["end_date"]).days,
        (other["start_date"] - one["end_date"]).days,
    )
    return bool(apart > (ROUND_DAYS if one["ordinal"] is not None else 0))


def _outside(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether ``one`` gives a day without a year that is none of the other's days, nor beside them."""
    if one["month_day"] is None or other["start_date"] is None:
        return False
    first = other["start_date"] - dt.timedelta(days=ROUND_DAYS)
    held = (other["end_date"] - first).days + ROUND_DAYS
    return one["month_day"] not in {f"{first + dt.timedelta(days=day):%m-%d}" for day in range(held + 1)}


def _with_wholes(reports: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Add ``wide``: the counterparts, and the organisations of which they are bodies."""
    parents = {code.code: code.parent for code in codebook.organisations if code.parent}
    wholes = pl.element().replace_strict(parents, default=None, return_dtype=pl.String)
    wide = pl.concat_list("counterparts", pl.col("counterparts").list.eval(wholes).list.drop_nulls())
    return reports.with_columns(wide=wide.list.unique().list.sort())


def _facing(pairs: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the facts of both; ``_other`` marks the second document."""
    facts = reports.drop("state").with_columns(parties=pl.col("counterparts").list.sort().list.join(" "))
    of_other = facts.rename({name: f"{name}_other" for name in facts.columns})
    return pairs.join(facts, on="document_id").join(of_other, on="document_id_other")


def _said(sentences: pl.DataFrame) -> pl.DataFrame:
    """The long sentences of each document, their punctuation and case aside."""
    return sentences.filter(pl.col("role") == "body", pl.col("text").str.len_chars() >= SHARED_LENGTH).select(
        "document_id", held=pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ")
    )


def _persons(reports: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """One row per document and person, ``held, initial``: ``guest``, ``host`` or neither, if ``there``."""
    at_home, there = pl.col("side") == pl.col("state"), pl.col("presence") == "took_part"
    initial = pl.col("person_id").str.extract("^[^-]*-([a-z])(?:-|$)")
    middle = pl.col("name").str.to_lowercase().str.extract(r"(\p{L})\S*\s+\S+$")
    return (
        people.join(reports.select("document_id", "state"), on="document_id")
        .group_by("document_id", held=_surname(), initial=initial.fill_null(""))
        .agg(guest=(~at_home).any(), host=at_home.any(), there=there.any(), middle=middle.first())
    )


def _with_naming(reports: pl.DataFrame, persons: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame:
    """Add whether a document ``names_guests`` (no hosts), ``names_hosts`` who came, and its ``topics``."""
    naming = persons.group_by("document_id").agg(
        names_guests=(~pl.col("host")).any(), names_hosts=(pl.col("host") & pl.col("there")).any()
    )
    counts = topics.group_by("document_id").agg(topics=pl.col("held").n_unique())
    rows = reports.join(naming, on="document_id", how="left").join(counts, on="document_id", how="left")
    names = pl.col("names_guests", "names_hosts").fill_null(False)
    return rows.with_columns(names, pl.col("topics").fill_null(0))


def _surname() -> pl.Expr:
    """What a surname sounds like: its consonants in one spelling, so that transliterations fall together.

    A surname of few consonants is taken as it stands.
    """
    whole = pl.col("person_id").str.extract("^([^-]*)")
    sounds = whole.str.replace_all("k", "g").str.replace("^[aeiou]+", "a")
    sounds = sounds.str.slice(0, 1) + sounds.str.slice(1).str.replace_all("[aeiouh]", "")
    return pl.when(sounds.str.len_chars() >= _FEWEST).then(sounds).otherwise(whole)


def _with_shared(pairs: pl.DataFrame, held: pl.DataFrame, **which: pl.Expr) -> pl.DataFrame:
    """Count what both documents of a pair have the same ``held`` of: only these pairs are looked at.

    Of ``which`` each gives a column ``shared_...``.
    """
    key = ["document_id", "document_id_other"]
    several = held.unique().filter(pl.len().over("held") > 1).lazy()
    shared = (
        pairs.lazy()
        .select(key)
        .join(several, on="document_id")
        .join(several, left_on=[key[1], "held"], right_on=["document_id", "held"], suffix="_other")
        .select(*key, **{f"shared_{name}": mark.cast(pl.Int64) for name, mark in which.items()})
        .group_by(key)
        .sum()
        .collect(engine="in-memory")
    )
    return pairs.join(shared, on=key, how="left").with_columns(pl.exclude(pairs.columns).fill_null(0))
