"""Which documents report one event, and why. A wrong link is worse than a missed one."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook

ROUND_DAYS = 1  # days that two reports of one numbered round may lie apart
SOON_DAYS = 4  # a report without the event's date appears within so many days of it
SEVERAL = 3  # bodies that took part, by which one meeting is told from another
SHARED_LENGTH = 60  # characters from which a sentence in two texts is taken to be copied

# One row per rule, the strongest first: a name for its column and the words for the table links.
REASONS = {
    "same_sentences": "The texts share whole sentences and name no different round, day or place.",
    "same_day": "Same state, counterpart, kind of event and day.",
    "same_round": "Same state, counterpart, kind of event and number of the round.",
    "same_round_in_place": "Same state, kind of event, number of the round and place; one text "
    "names no party.",
    "same_day_in_place": "Same state, kind of event, day and place, and people or bodies in common; one text "
    "names no party.",
    "next_day": "Same state, counterpart and standing kind of event, with people of the other side in "
    "common; the texts give days that follow one another.",
    "same_month_day": "Same state, counterpart, kind of event, form or place, and day of the year; "
    "one text gives no year.",
    "same_guests": "Same state, counterparts, kind of event, people of the other side, and day of the year; "
    "one text gives no year.",
    "same_bodies": "Same state, counterparts, kind of event and place, and the same bodies took part; one "
    "text gives no day.",
    "published_soon": "Same state, counterparts, kind of event and place; one text, which gives no day, "
    f"appeared within {SOON_DAYS} days of the day that the other gives.",
}


def find(
    reports: pl.DataFrame,
    sentences: pl.DataFrame,
    people: pl.DataFrame,
    bodies: pl.DataFrame,
    codebook: Codebook,
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
    bodies
        ``document_id, value``: who else took part, as the facts give it.
    codebook
        Its kinds say which are standing, and which are held once a day.
    """
    rows = _with_bodies(reports, bodies)
    faced = _facing(_blocked(rows, codebook), rows)
    pairs = _agreeing(faced, _said(sentences), _met(rows, people), _named(people), codebook)
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
    """Whether two documents cannot report one event: other rounds or parties, or days that do not touch."""
    these, those = (set(row["counterparts"]) for row in (one, other))  # type: ignore[call-overload] # both lists
    if these and those and these.isdisjoint(those):
        return True
    if one["ordinal"] is not None and other["ordinal"] is not None and one["ordinal"] != other["ordinal"]:
        return True
    if one["start_date"] is None or other["start_date"] is None:
        return False
    apart = max(  # days between the one and the other, none where they touch
        (one["start_date"] - other["end_date"]).days,  # type: ignore[operator] # both are days here
        (other["start_date"] - one["end_date"]).days,  # type: ignore[operator] # both are days here
    )
    return bool(apart > (ROUND_DAYS if one["ordinal"] is not None else 0))


def _with_bodies(reports: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Add ``bodies`` that took part, in one word, where they are several."""
    several = (
        bodies.group_by("document_id")
        .agg(pl.col("value").unique().sort())
        .filter(pl.col("value").list.len() >= SEVERAL)
        .select("document_id", bodies=pl.col("value").list.join(" "))
    )
    return reports.join(several, on="document_id", how="left", maintain_order="left")


def _blocked(reports: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per pair that a rule may link: ``document_id < document_id_other``.

    Same state, kind and a common counterpart, and the same day, round or day of the year, days that follow
    one another, the same bodies, or a day that the other text appeared soon after; where one text names no
    counterpart, the same place and the same day or round. Each is looked up by itself, so that pairs are made
    of these alone.
    """
    standing = pl.col("kind").is_in([kind.code for kind in codebook.kinds if kind.standing])
    key = ["state", "kind", "counterpart"]
    names = "document_id", "document_id_other"
    silent = pl.col("counterparts").list.len() == 0
    all_rows = reports.with_columns(counterpart=pl.when(~silent).then("counterparts")).explode("counterpart")
    rows = all_rows.drop_nulls("counterpart")  # empty never equals empty
    undated = pl.col("start_date").is_null() & pl.col("month_day").is_null()
    days = pl.date_ranges("start_date", "end_date")
    dated = rows.filter(pl.col("start_date").is_not_null())
    on_days = dated.select("document_id", *key, day=days).explode("day")
    partial = rows.filter(pl.col("month_day").is_not_null()).select("document_id", *key, "month_day")
    of_days = on_days.select("document_id", *key, month_day=pl.col("day").dt.strftime("%m-%d"))
    before = [pl.col("published").dt.offset_by(f"-{days}d") for days in range(SOON_DAYS + 1)]
    published = rows.filter(undated, pl.col("published").is_not_null())
    published = published.select("document_id", *key, day=pl.concat_list(before)).explode("day")
    ended = dated.select("document_id", *key, day="end_date")
    next_days = dated.filter(standing).select("document_id", *key, day=pl.col("end_date").dt.offset_by("1d"))
    began = dated.select("document_id", *key, day="start_date")
    rounds = rows.drop_nulls("ordinal").select("document_id", *key, "ordinal")
    attended = rows.drop_nulls(["bodies", "place"])
    in_place = reports.drop_nulls("place").with_columns(silent=silent)
    on_day_there = in_place.drop_nulls("start_date").with_columns(day=days).explode("day")
    of_round_there = in_place.drop_nulls("ordinal").filter(standing)
    there = ["state", "kind", "place"]
    alike = [
        (on_days, on_days, [*key, "day"]),
        (next_days, began, [*key, "day"]),
        (rounds, rounds, [*key, "ordinal"]),
        (partial, pl.concat([partial, of_days]), [*key, "month_day"]),
        (published, ended, [*key, "day"]),
        (attended.filter(undated), attended, [*key, "place", "bodies"]),
        (on_day_there.filter("silent"), on_day_there.filter(~pl.col("silent")), [*there, "day"]),
        (of_round_there.filter("silent"), of_round_there.filter(~pl.col("silent")), [*there, "ordinal"]),
    ]
    return (
        pl.concat(
            one.lazy()
            .select("document_id", *on)
            .join(other.lazy().select("document_id", *on), on=on, suffix="_other")
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
        "bodies",
        parties=pl.col("counterparts").list.sort().list.join(" "),
    )
    of_other = facts.rename({name: f"{name}_other" for name in facts.columns})
    return pairs.join(facts, on="document_id").join(of_other, on="document_id_other")


def _agreeing(
    pairs: pl.DataFrame, said: pl.DataFrame, met: pl.DataFrame, named: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
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
    day_apart = standing & (apart <= ROUND_DAYS).fill_null(False)
    one_silent = (pl.col("parties") == "") ^ (pl.col("parties_other") == "")
    possible = pairs.filter(~differ("ordinal"), ~(dated & ~touching & ~day_apart), ~differ("place"))
    marked = possible
    for held, mark in ((said, "shares"), (met, "meets"), (named, "knows")):
        marked = _with_shared(marked, held, mark)
    undated = pl.any_horizontal(
        pl.col(f"start_date{of}").is_null() & pl.col(f"month_day{of}").is_null() for of in ("", "_other")
    )
    return (
        marked.with_columns(strangers=both_name & ~pl.col("meets"))
        .rename({"document_id_other": "linked_document_id"})
        .select(
            "document_id",
            "linked_document_id",
            same_sentences=pl.col("shares") & (touching | on_day | same("ordinal")) & ~years_apart,
            same_day=touching
            & ~one_silent
            & (one_each_day | pl.col("meets") | (same("parties") & same("place") & ~pl.col("strangers"))),
            same_round=same("ordinal") & standing & ~years_apart & ~one_silent,
            same_round_in_place=same("ordinal") & same("place") & standing & ~years_apart & one_silent,
            same_day_in_place=touching
            & same("place")
            & one_silent
            & (same("bodies") | (one_each_day & pl.col("knows"))),
            next_day=day_apart & ~touching & pl.col("meets"),
            same_month_day=on_day
            & ~years_apart
            & (same("ordinal") | same("mode") | same("place"))
            & standing
            & ~one_silent,
            same_guests=on_day & ~years_apart & pl.col("meets") & same("parties"),
            same_bodies=undated & same("bodies") & same("place") & same("parties") & ~years_apart,
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
        .select("document_id", held=pl.format("{} {}", _named_so(), "side"))
    )


def _named(people: pl.DataFrame) -> pl.DataFrame:
    """The people of either side, or of none that is known, whom each document names."""
    return people.select("document_id", held=_named_so())


def _named_so() -> pl.Expr:
    """A person's name in one spelling: what a text calls the body may differ."""
    body = pl.format("-{}", pl.col("organisation").str.to_lowercase()).fill_null("")
    return pl.col("person_id").str.strip_suffix(body)


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
