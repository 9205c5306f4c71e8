"""Which documents report one event, and why. A wrong link is worse than a missed one."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook

ROUND_DAYS = 1  # days that two reports of one numbered round may lie apart
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


def find(
    reports: pl.DataFrame, sentences: pl.DataFrame, people: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
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
    codebook
        Its kinds say which are standing, and which are held once a day.
    """
    pairs = _agreeing(_facing(_blocked(reports), reports), _said(sentences), _met(reports, people), codebook)
    return (
        pairs.with_columns(
            reason=pl.coalesce(pl.when(name).then(pl.lit(words)) for name, words in REASONS.items()),
            strength=pl.coalesce(pl.when(name).then(pl.lit(rank)) for rank, name in enumerate(REASONS)),
        )
        .filter(pl.col("reason").is_not_null())
        .sort("strength", "document_id", "linked_document_id")
        .select("document_id", "linked_document_id", "reason")
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
    different rounds, days or years is left out, however it came about, unless a reader gives it (``pairs``);
    so is one that would bring together two texts that a reader keeps apart.
    """
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
        unlike = not by_reader and any(_contradict(facts[x], facts[y]) for x, y in across)
        if not apart and not unlike:
            members[a] += members.pop(b)
            first.update(dict.fromkeys(members[a], a))
    return pl.DataFrame(
        {"document_id": list(first), "first": list(first.values())},
        schema={"document_id": pl.String, "first": pl.String},
    ).sort("document_id")


def neighbours(events: pl.DataFrame, counterparts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per pair of events that may be one, told with two days: ``event_id``, ``later_id``.

    Same state, kind and a common counterpart, the one beginning the day after the other ended. Kinds that can
    be held twice a week are left out where the places differ. Nothing is merged for it.
    """
    standing = [kind.code for kind in codebook.kinds if kind.standing]
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


def _contradict(one: dict[str, object], other: dict[str, object]) -> bool:
    """Whether two documents cannot report one event: different rounds, or days that do not touch."""
    if one["ordinal"] is not None and other["ordinal"] is not None and one["ordinal"] != other["ordinal"]:
        return True
    if one["start_date"] is None or other["start_date"] is None:
        return False
    apart = max(  # days between the one and the other, none where they touch
        (one["start_date"] - other["end_date"]).days,  # type: ignore[operator] # both are days here
        (other["start_date"] - one["end_date"]).days,  # type: ignore[operator] # both are days here
    )
    return bool(apart > (ROUND_DAYS if one["ordinal"] is not None else 0))


def _blocked(reports: pl.DataFrame) -> pl.DataFrame:
    """One row per pair that a rule may link: ``document_id < document_id_other``.

    Same state, kind and a common counterpart, and the same day, round or day of the year, or a day that the
    other text appeared soon after. Each is looked up by itself, so that pairs are made of these alone.
    """
    key = ["state", "kind", "counterpart"]
    rows = reports.with_columns(
        counterpart=pl.when(pl.col("counterparts").list.len() > 0).then("counterparts")
    )
    rows = rows.explode("counterpart").drop_nulls("counterpart")  # empty never equals empty
    undated = pl.col("start_date").is_null() & pl.col("month_day").is_null()
    dated = rows.filter(pl.col("start_date").is_not_null())
    on_days = dated.select("document_id", *key, day=pl.date_ranges("start_date", "end_date")).explode("day")
    partial = rows.filter(pl.col("month_day").is_not_null()).select("document_id", *key, "month_day")
    of_days = on_days.select("document_id", *key, month_day=pl.col("day").dt.strftime("%m-%d"))
    before = [pl.col("published").dt.offset_by(f"-{days}d") for days in range(SOON_DAYS + 1)]
    published = rows.filter(undated, pl.col("published").is_not_null())
    published = published.select("document_id", *key, day=pl.concat_list(before)).explode("day")
    ended = dated.select("document_id", *key, day="end_date")
    rounds = rows.drop_nulls("ordinal").select("document_id", *key, "ordinal")
    alike = [
        (on_days, on_days, "day"),
        (rounds, rounds, "ordinal"),
        (partial, pl.concat([partial, of_days]), "month_day"),
        (published, ended, "day"),
    ]
    names = "document_id", "document_id_other"
    return (
        pl.concat(
            one.lazy()
            .join(other.lazy(), on=[*key, on], suffix="_other")
            .filter(
                (pl.col(names[0]) < pl.col(names[1]))
                if one is other
                else pl.col(names[0]) != pl.col(names[1])
            )
            .select(pl.min_horizontal(*names).alias(names[0]), pl.max_horizontal(*names).alias(names[1]))
            for one, other, on in alike
        )
        .unique()
        .collect()
    )


def _facing(pairs: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the facts of both; ``_other`` marks the second document."""
    facts = reports.select(
        *("document_id", "kind", "start_date", "end_date", "month_day", "ordinal", "mode", "place"),
        "published",
        parties=pl.col("counterparts").list.sort().list.join(" "),
    )
    of_other = facts.rename({name: f"{name}_other" for name in facts.columns})
    return pairs.join(facts, on="document_id").join(of_other, on="document_id_other")


def _agreeing(pairs: pl.DataFrame, said: pl.DataFrame, met: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Mark each pair with the rules that hold for it: ``document_id, linked_document_id`` and REASONS.

    Of two meetings of the same parties on one day the people tell which is which: documents that both name
    people of the other side, and none in common, report two.
    """

    def differ(name: str) -> pl.Expr:
        return (pl.col(name) != pl.col(f"{name}_other")).fill_null(False)

    def same(name: str) -> pl.Expr:
        return (pl.col(name) == pl.col(f"{name}_other")).fill_null(False)

    def in_days(one: str, other: str) -> pl.Expr:
        first, last = (pl.col(f"{name}_date{other}").dt.strftime("%m-%d") for name in ("start", "end"))
        return pl.col(f"month_day{one}").is_between(first, last).fill_null(False)

    def soon_after(one: str, other: str) -> pl.Expr:
        after = (pl.col(f"published{one}") - pl.col(f"end_date{other}")).dt.total_days()
        undated = pl.col(f"start_date{one}").is_null() & pl.col(f"month_day{one}").is_null()
        return undated & after.is_between(0, SOON_DAYS).fill_null(False)

    dated = pl.col("start_date").is_not_null() & pl.col("start_date_other").is_not_null()
    touching = (
        (pl.col("start_date") <= pl.col("end_date_other"))
        & (pl.col("start_date_other") <= pl.col("end_date"))
    ).fill_null(False)
    on_day = in_days("", "_other") | in_days("_other", "") | same("month_day")
    standing = pl.col("kind").is_in([kind.code for kind in codebook.kinds if kind.standing])
    once = [kind.code for kind in codebook.kinds if kind.standing or kind.once_a_day]
    one_each_day = pl.col("kind").is_in(once)  # other kinds can be held twice a day
    years_apart = (
        (pl.coalesce("start_date", "published") - pl.coalesce("start_date_other", "published_other"))
        .dt.total_days()
        .abs()
        > 183
    ).fill_null(False)
    naming = met["document_id"].unique().implode()
    both_name = pl.col("document_id").is_in(naming) & pl.col("document_id_other").is_in(naming)
    apart = pl.max_horizontal(
        pl.col("start_date") - pl.col("end_date_other"), pl.col("start_date_other") - pl.col("end_date")
    ).dt.total_days()
    one_round = same("ordinal") & standing & (apart <= ROUND_DAYS).fill_null(False)
    possible = pairs.filter(~differ("ordinal"), ~(dated & ~touching & ~one_round), ~differ("place"))
    return (
        _with_shared(_with_shared(possible, said, "shares"), met, "meets")
        .with_columns(strangers=both_name & ~pl.col("meets"))
        .rename({"document_id_other": "linked_document_id"})
        .select(
            "document_id",
            "linked_document_id",
            same_sentences=pl.col("shares") & (touching | on_day | same("ordinal")) & ~years_apart,
            same_day=touching
            & (one_each_day | pl.col("meets") | (same("parties") & same("place") & ~pl.col("strangers"))),
            same_round=same("ordinal") & standing & ~years_apart,
            same_month_day=on_day
            & ~years_apart
            & (same("ordinal") | same("mode") | same("place"))
            & standing,
            same_guests=on_day & ~years_apart & pl.col("meets") & same("parties"),
            published_soon=(soon_after("", "_other") | soon_after("_other", ""))
            & same("parties")
            & (same("place") | same("ordinal")),
        )
    )


def _said(sentences: pl.DataFrame) -> pl.DataFrame:
    """The long sentences of each document, their punctuation and case aside."""
    return sentences.filter(pl.col("role") == "body", pl.col("text").str.len_chars() >= SHARED_LENGTH).select(
        "document_id", held=pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ")
    )


def _met(reports: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The people of the other side whom each document names."""
    return (
        people.join(reports.select("document_id", "state"), on="document_id")
        .filter(pl.col("side").is_not_null(), pl.col("side") != pl.col("state"))
        .select("document_id", held="person_id")
    )


def _with_shared(pairs: pl.DataFrame, held: pl.DataFrame, mark: str) -> pl.DataFrame:
    """Mark the pairs of which both documents have the same ``held``: only these pairs are looked at."""
    key = ["document_id", "document_id_other"]
    several = held.unique().filter(pl.len().over("held") > 1)
    shared = (
        pairs.lazy()
        .select(key)
        .join(several.lazy(), on="document_id")
        .join(several.lazy().rename({"document_id": key[1]}), on=[key[1], "held"], how="semi")
        .select(*key, pl.lit(True).alias(mark))
        .unique()
        .collect()
    )
    return pairs.join(shared, on=key, how="left").with_columns(pl.col(mark).fill_null(False))
