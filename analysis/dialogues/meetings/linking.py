"""Which documents report one event, and why. A wrong link is worse than a missed one."""

from __future__ import annotations

import polars as pl

STANDING = ("human_rights_dialogue", "political_consultations")  # kinds held once on a day with a partner
SOON_DAYS = 4  # a report without the event's date appears within so many days of it
SHARED_LENGTH = 60  # characters from which a sentence in two texts is taken to be copied

# One row per rule, the strongest first: a name for its column and the words for the table links.
REASONS = {
    "same_sentences": "The texts share whole sentences and name no different round, day or place.",
    "same_day": "Same state, counterpart, kind of event and day.",
    "same_round": "Same state, counterpart, kind of event and number of the round.",
    "same_month_day": "Same state, counterpart, kind of event, form or place, and day of the year; "
    "one text gives no year.",
    "same_guests": "Same state, counterparts, kind of event, people of the other side, and day of the year; "
    "one text gives no year.",
    "published_soon": "Same state, counterparts, kind of event and place; one text, which gives no day, "
    f"appeared within {SOON_DAYS} days of the day that the other gives.",
}


def find(reports: pl.DataFrame, sentences: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """One row per pair of documents that report one event: ``document_id < linked_document_id``, ``reason``.

    Parameters
    ----------
    reports
        One row per document: ``document_id, kind, state, counterparts`` (list), ``start_date, end_date,
        month_day, ordinal, mode, place, published``.
    sentences
        The table sentences, for what two texts share.
    people
        The table people, for who was met.
    """
    naming = _others(reports, people)["document_id"].unique().implode()
    pairs = _agreeing(_blocked(reports), _shared(reports, sentences), _met(reports, people), naming)
    return (
        pairs.with_columns(
            reason=pl.coalesce(pl.when(name).then(pl.lit(words)) for name, words in REASONS.items()),
            strength=pl.coalesce(pl.when(name).then(pl.lit(rank)) for rank, name in enumerate(REASONS)),
        )
        .filter(pl.col("reason").is_not_null())
        .sort("strength", "document_id", "linked_document_id")
        .select("document_id", "linked_document_id", "reason")
    )


def group(reports: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """One row per document: ``document_id, first`` (the smallest document_id of its event).

    Links join documents one after another, the strongest first; a link that would bring together two
    different rounds, days or years is left out, however it came about.
    """
    facts = {row["document_id"]: row for row in reports.iter_rows(named=True)}
    first = {document_id: document_id for document_id in facts}
    members = {document_id: [document_id] for document_id in facts}
    for one, other in links.select("document_id", "linked_document_id").iter_rows():
        a, b = sorted((first[one], first[other]))
        if a != b and not any(_contradict(facts[x], facts[y]) for x in members[a] for y in members[b]):
            members[a] += members.pop(b)
            first.update(dict.fromkeys(members[a], a))
    return pl.DataFrame(
        {"document_id": list(first), "first": list(first.values())},
        schema={"document_id": pl.String, "first": pl.String},
    ).sort("document_id")


def neighbours(events: pl.DataFrame, counterparts: pl.DataFrame) -> pl.DataFrame:
    """One row per pair of events that may be one, told with two days: ``event_id``, ``later_id``.

    Same state, kind and a common counterpart, the one beginning the day after the other ended. Kinds that can
    be held twice a week are left out where the places differ. Nothing is merged for it.
    """
    rows = events.join(counterparts, on="event_id")
    apart = (pl.col("start_date_later") - pl.col("end_date")).dt.total_days()
    elsewhere = (pl.col("place") != pl.col("place_later")).fill_null(False)
    return (
        rows.join(rows, on=["state", "kind", "counterpart"], suffix="_later")
        .filter(apart == 1, pl.col("kind").is_in(STANDING) | ~elsewhere)
        .select("event_id", later_id="event_id_later")
        .unique()
        .sort("event_id", "later_id")
    )


def _contradict(one: dict[str, object], other: dict[str, object]) -> bool:
    """Whether two documents cannot report one event: different rounds, or days that do not touch."""
    if one["ordinal"] is not None and other["ordinal"] is not None and one["ordinal"] != other["ordinal"]:
        return True
    if one["start_date"] is None or other["start_date"] is None:
        return False
    return bool(one["start_date"] > other["end_date"] or other["start_date"] > one["end_date"])  # type: ignore[operator] # both are days here


def _blocked(reports: pl.DataFrame) -> pl.DataFrame:
    """Pairs of the same state, kind and a common counterpart; ``_other`` marks the second document."""
    key = ["state", "kind", "counterpart"]
    rows = reports.with_columns(
        parties=pl.col("counterparts").list.sort().list.join(" "),
        counterpart=pl.when(pl.col("counterparts").list.len() > 0).then("counterparts").otherwise([""]),
    ).drop("counterparts")
    rows = rows.explode("counterpart")
    blocks = [
        # what two reports of one event have in common, one of these at least
        rows.filter(pl.col("start_date").is_not_null())
        .join(rows.filter(pl.col("start_date").is_not_null()), on=key, suffix="_other")
        .filter(
            pl.col("start_date") <= pl.col("end_date_other"), pl.col("start_date_other") <= pl.col("end_date")
        ),
        rows.join(rows, on=[*key, "ordinal"], suffix="_other").with_columns(ordinal_other="ordinal"),
        rows.filter(pl.col("month_day").is_not_null()).join(rows, on=key, suffix="_other"),
        rows.filter(pl.col("start_date").is_null(), pl.col("month_day").is_null()).join(
            rows.filter(pl.col("start_date").is_not_null()), on=key, suffix="_other"
        ),
    ]
    columns = [name for name in blocks[0].columns if name != "counterpart"]
    return pl.concat([block.select(columns) for block in blocks]).filter(
        pl.col("document_id") != pl.col("document_id_other")
    )


def _agreeing(
    pairs: pl.DataFrame, shared: pl.DataFrame, met: pl.DataFrame, naming: pl.Series
) -> pl.DataFrame:
    """Mark each pair with the rules that hold for it; the smaller document_id comes first.

    Of two meetings of the same parties on one day the people tell which is which: documents that name
    people of the other side (``naming``), and none in common, report two.
    """

    def differ(name: str) -> pl.Expr:
        return (pl.col(name) != pl.col(f"{name}_other")).fill_null(False)

    def same(name: str) -> pl.Expr:
        return (pl.col(name) == pl.col(f"{name}_other")).fill_null(False)

    dated = pl.col("start_date").is_not_null() & pl.col("start_date_other").is_not_null()
    touching = (
        (pl.col("start_date") <= pl.col("end_date_other"))
        & (pl.col("start_date_other") <= pl.col("end_date"))
    ).fill_null(False)
    in_days = pl.col("month_day").is_between(
        pl.col("start_date_other").dt.strftime("%m-%d"), pl.col("end_date_other").dt.strftime("%m-%d")
    )
    on_day = (in_days | (pl.col("month_day") == pl.col("month_day_other"))).fill_null(False)
    after = (pl.col("published") - pl.col("end_date_other")).dt.total_days()
    possible = ~differ("ordinal") & ~(dated & ~touching) & ~differ("place")
    standing = pl.col("kind").is_in(STANDING)
    one_each_day = standing | (pl.col("kind") == "commission_meeting")  # other kinds can be held twice a day
    years_apart = (
        (pl.coalesce("start_date", "published") - pl.coalesce("start_date_other", "published_other"))
        .dt.total_days()
        .abs()
        > 183
    ).fill_null(False)
    key = ["document_id", "linked_document_id"]
    return (
        pairs.with_columns(linked_document_id="document_id_other")
        .with_columns(
            one=pl.min_horizontal("document_id", "linked_document_id"),
            other=pl.max_horizontal("document_id", "linked_document_id"),
        )
        .drop("document_id", "linked_document_id")
        .rename({"one": "document_id", "other": "linked_document_id"})
        .join(shared, on=key, how="left")
        .join(met, on=key, how="left")
        .with_columns(
            strangers=pl.col("document_id").is_in(naming)
            & pl.col("linked_document_id").is_in(naming)
            & ~pl.col("meets").fill_null(False)
        )
        .with_columns(pl.col("shares", "meets", "strangers").fill_null(False))
        .with_columns(
            same_sentences=possible & pl.col("shares") & (touching | on_day | same("ordinal")) & ~years_apart,
            same_day=possible
            & touching
            & (one_each_day | pl.col("meets") | (same("parties") & same("place") & ~pl.col("strangers"))),
            same_round=possible & same("ordinal") & standing & ~years_apart,
            same_month_day=possible
            & on_day
            & ~years_apart
            & (same("ordinal") | same("mode") | same("place"))
            & standing,
            same_guests=possible & on_day & ~years_apart & pl.col("meets") & same("parties"),
            published_soon=possible
            & pl.col("start_date").is_null()
            & pl.col("month_day").is_null()
            & after.is_between(0, SOON_DAYS).fill_null(False)
            & same("parties")
            & (same("place") | same("ordinal")),
        )
        .group_by(key)
        .agg(pl.col(*REASONS).any())
    )


def _shared(reports: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Pairs of documents with a long sentence in common."""
    long = (
        sentences.filter(pl.col("role") == "body", pl.col("text").str.len_chars() >= SHARED_LENGTH)
        .join(reports.select("document_id"), on="document_id", how="semi")
        .select(
            "document_id", words=pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ")
        )
        .unique()
    )
    return _pairs(long, "words", "shares")


def _met(reports: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Pairs of documents that name the same person of the other side."""
    others = _others(reports, people)
    return _pairs(others, "person_id", "meets")


def _others(reports: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """One row per document and person of the other side that it names."""
    return (
        people.join(reports.select("document_id", "state"), on="document_id")
        .filter(pl.col("side").is_not_null(), pl.col("side") != pl.col("state"))
        .select("document_id", "person_id")
        .unique()
    )


def _pairs(rows: pl.DataFrame, on: str, mark: str) -> pl.DataFrame:
    return (
        rows.join(rows, on=on, suffix="_other")
        .filter(pl.col("document_id") < pl.col("document_id_other"))
        .select("document_id", linked_document_id="document_id_other")
        .unique()
        .with_columns(pl.lit(True).alias(mark))
    )
