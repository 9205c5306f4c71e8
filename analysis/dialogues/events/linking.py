"""Which documents report one event, and why. A wrong link is worse than a missed one."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook

ROUND_DAYS = 1  # days that two reports of one numbered round may lie apart
SOON_DAYS = 4  # a report without the event's date appears within so many days of it
COMPANY = 2  # people in common, one of them of the other side, by which one meeting is known in two texts
HALF_A_YEAR = 183  # days beyond which a day without a year is of another one
SEVERAL = 3  # bodies that took part, by which one meeting is told from another
_SPELT = {"ç": "ch", "ş": "sh", "š": "sh", "č": "ch", "ž": "zh", "w": "v", "kh": "h", "iy": "y", "yy": "y"}
SHARED_LENGTH = 60  # characters from which a sentence in two texts is taken to be copied

# One row per rule, the strongest first: a name for its column and the words for the table links.
REASONS = {
    "same_sentences": "The texts share whole sentences and name no different round, day or place.",
    "same_day": "Same state, counterpart (or a body of it), kind of event and day.",
    "same_round": "Same state, counterpart, kind of event and number of the round.",
    "same_round_in_place": "Same state, kind of event, number of the round and place; one text "
    "names no party.",
    "same_day_in_place": "Same state, kind of event, day and place, and people or bodies in common; one text "
    "names no party.",
    "same_hosts_day": "Same state, kind of event and day, and two or more counterparts in common; the texts "
    "name no different place, round or form.",
    "same_body_day": "Same state, kind of event, day, and body whose meeting it was.",
    "same_guests_day": "Same state, kind of event, day, and people of the other side in common; one text "
    "names no party.",
    "same_day_other_kind": "Same state, counterpart and day, people of the other side in common, and the "
    "same place or other people too; the texts call the event by two kinds.",
    "next_day": "Same state, counterpart and kind of event, with people of the other side in common; the "
    "texts give days that follow one another. Of a kind that is not standing, also place and other people.",
    "same_month": "Same state, counterparts and standing kind of event; one text gives only the month.",
    "same_month_day": "Same state, counterpart, standing kind of event, form or place, and day of the year; "
    "one text gives no year.",
    "same_month_day_in_place": "Same state, counterparts, kind of event, place and day of the year, and "
    "people or bodies in common; one text gives no year.",
    "same_guests": "Same state, counterparts, kind of event, people of the other side, and day of the year; "
    "one text gives no year.",
    "same_bodies": "Same state, counterparts, kind of event and place, and the same bodies took part; one "
    "text gives no day.",
    "same_people": "Same state, counterparts, kind of event and place or form, and several people in "
    "common, one of them of the other side; one text gives no day.",
    "same_company": "Same state, and two or more people in common who took part, of meetings on one day, "
    f"or told within {SOON_DAYS} days where a text gives no day; the texts name no different party, place or "
    "round.",
    "published_soon": "Same state, counterparts, kind of event and place (or a standing kind); one text, "
    f"which gives no day, appeared within {SOON_DAYS} days of the day that the other gives.",
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
        month_day, month, ordinal, mode, place, published``.
    sentences
        The table sentences, for what two texts share.
    people
        The table people, for who was met.
    bodies
        ``document_id, value``: who else took part, as the facts give it.
    codebook
        Its kinds say which are standing, and which are held once a day.
    """
    rows, met = _with_wholes(_with_bodies(reports, bodies), codebook), _met(reports, people)
    there = bodies.select("document_id", held="value")
    own = [body for kind in codebook.kinds for body in kind.bodies]
    evidence = {
        "shares": _said(sentences),
        "meets": met,
        "knows": _named(people),
        "joins": _there(people),
        "attends": there,
        "hosts": there.filter(pl.col("held").is_in(own)),
    }
    pairs = _agreeing(_facing(_blocked(rows, met, evidence["joins"], codebook), rows), evidence, codebook)
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


def _with_wholes(reports: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Add ``wide``: the counterparts, and the organisations of which they are bodies."""
    parents = {code.code: code.parent for code in codebook.organisations if code.parent}
    wholes = pl.element().replace_strict(parents, default=None, return_dtype=pl.String)
    wide = pl.concat_list("counterparts", pl.col("counterparts").list.eval(wholes).list.drop_nulls())
    return reports.with_columns(wide=wide.list.unique().list.sort())


def _blocked(
    reports: pl.DataFrame, met: pl.DataFrame, there: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """One row per pair that a rule may link: ``document_id < document_id_other``.

    Same state, kind and a counterpart in common, or a body of it, and the same day, month, round or day of
    the year, days that follow one another, the same bodies or people, or a day that the other text appeared
    soon after; where one text names no counterpart, the same day, or the same place and round; where the
    kinds differ, the same day, place and counterpart; or somebody who took part, and days that are near.
    Each is looked up by itself, so that pairs are made of these alone.
    """
    standing = pl.col("kind").is_in(codebook.standing())
    many = pl.col("kind").is_in(codebook.kinds_with("many"))
    key = ["state", "kind", "counterpart"]
    names = "document_id", "document_id_other"
    silent = pl.col("counterparts").list.len() == 0
    all_rows = reports.with_columns(counterpart=pl.when(~silent).then("wide")).explode("counterpart")
    rows = all_rows.drop_nulls("counterpart")  # empty never equals empty
    undated = pl.col("start_date").is_null() & pl.col("month_day").is_null()
    days = pl.date_ranges("start_date", "end_date")
    dated = rows.filter(pl.col("start_date").is_not_null())
    on_days = dated.select("document_id", *key, "place", day=days).explode("day")
    partial = rows.filter(pl.col("month_day").is_not_null()).select("document_id", *key, "month_day")
    of_days = on_days.select("document_id", *key, month_day=pl.col("day").dt.strftime("%m-%d"))
    monthly = rows.filter(undated, standing).drop_nulls("month").select("document_id", *key, "month")
    of_months = on_days.select("document_id", *key, month=pl.col("day").dt.strftime("%Y-%m")).unique()
    before = [pl.col("published").dt.offset_by(f"-{days}d") for days in range(SOON_DAYS + 1)]
    published = rows.filter(undated, pl.col("published").is_not_null())
    published = published.select("document_id", *key, day=pl.concat_list(before)).explode("day")
    ended = dated.select("document_id", *key, day="end_date")
    next_days = dated.select("document_id", *key, day=pl.col("end_date").dt.offset_by("1d"))
    began = dated.select("document_id", *key, day="start_date")
    rounds = rows.drop_nulls("ordinal").select("document_id", *key, "ordinal")
    attended = rows.drop_nulls(["bodies", "place"])
    company = rows.join(met, on="document_id")
    on_day = reports.drop_nulls("start_date").with_columns(day=days, silent=silent).explode("day")
    of_round_there = reports.drop_nulls(["ordinal", "place"]).filter(standing).with_columns(silent=silent)
    near = reports.with_columns(
        day=pl.when(pl.col("start_date").is_null()).then(pl.concat_list(before)).otherwise(days)
    )
    near = (
        near.select("document_id", "state", "day")
        .explode("day")
        .drop_nulls("day")
        .join(there, on="document_id")
    )
    of_many = on_days.filter(many).drop_nulls("place")
    alike = [
        (on_days, on_days, [*key, "day"]),
        (next_days, began, [*key, "day"]),
        (rounds, rounds, [*key, "ordinal"]),
        (partial, pl.concat([partial, of_days]), [*key, "month_day"]),
        (monthly, pl.concat([monthly, of_months]), [*key, "month"]),
        (published, ended, [*key, "day"]),
        (attended.filter(undated), attended, [*key, "place", "bodies"]),
        (company.filter(undated), company, [*key, "held"]),
        (on_day.filter("silent"), on_day, ["state", "kind", "day"]),
        (
            of_round_there.filter("silent"),
            of_round_there.filter(~pl.col("silent")),
            ["state", "kind", "place", "ordinal"],
        ),
        (of_many, of_many, ["state", "counterpart", "place", "day"]),
        (near, near, ["state", "held", "day"]),
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
        *("document_id", "kind", "start_date", "end_date", "month_day", "month", "ordinal", "mode", "place"),
        "published",
        *("bodies", "counterparts", "wide"),
        parties=pl.col("counterparts").list.sort().list.join(" "),
    )
    of_other = facts.rename({name: f"{name}_other" for name in facts.columns})
    return pairs.join(facts, on="document_id").join(of_other, on="document_id_other")


def _agreeing(pairs: pl.DataFrame, evidence: dict[str, pl.DataFrame], codebook: Codebook) -> pl.DataFrame:
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

    def in_month(one: str, other: str) -> pl.Expr:
        first, last = (pl.col(f"{name}_date{other}").dt.strftime("%Y-%m") for name in ("start", "end"))
        return without_day(one) & pl.col(f"month{one}").is_between(first, last).fill_null(False)

    def without_day(of: str) -> pl.Expr:
        return pl.col(f"start_date{of}").is_null() & pl.col(f"month_day{of}").is_null()

    def soon_after(one: str, other: str) -> pl.Expr:
        after = (pl.col(f"published{one}") - pl.col(f"end_date{other}")).dt.total_days()
        return without_day(one) & after.is_between(0, SOON_DAYS).fill_null(False)

    dated = pl.col("start_date").is_not_null() & pl.col("start_date_other").is_not_null()
    touching = (
        (pl.col("start_date") <= pl.col("end_date_other"))
        & (pl.col("start_date_other") <= pl.col("end_date"))
    ).fill_null(False)
    on_day = in_days("", "_other") | in_days("_other", "") | same("month_day")
    in_one_month = in_month("", "_other") | in_month("_other", "")
    in_one_month |= without_day("") & without_day("_other") & same("month")
    standing = pl.col("kind").is_in(codebook.standing())
    once = [kind.code for kind in codebook.kinds if kind.standing or kind.once_a_day]
    one_each_day = pl.col("kind").is_in(once)  # other kinds can be held twice a day
    both_undated = without_day("") & without_day("_other")
    told_near = (pl.col("published") - pl.col("published_other")).dt.total_days().abs() <= SOON_DAYS
    soon = soon_after("", "_other") | soon_after("_other", "") | (both_undated & told_near).fill_null(False)
    told_on, other_on = (pl.coalesce(f"start_date{of}", f"published{of}") for of in ("", "_other"))
    days_between = (told_on - other_on).dt.total_days().abs()
    years_apart = (days_between > HALF_A_YEAR).fill_null(False)
    in_one_year = (days_between <= HALF_A_YEAR).fill_null(False)
    naming = evidence["meets"]["document_id"].unique().implode()
    both_name = pl.col("document_id").is_in(naming) & pl.col("document_id_other").is_in(naming)
    apart = pl.max_horizontal(
        pl.col("start_date") - pl.col("end_date_other"), pl.col("start_date_other") - pl.col("end_date")
    ).dt.total_days()
    day_apart = (apart == ROUND_DAYS).fill_null(False)
    one_silent = (pl.col("parties") == "") ^ (pl.col("parties_other") == "")
    both_silent = (pl.col("parties") == "") & (pl.col("parties_other") == "")
    covered = pl.any_horizontal(  # all parties of one are the other's, or the whole or a body of one
        pl.col(f"counterparts{one}").list.set_difference(f"wide{other}").list.len() == 0
        for one, other in (("", "_other"), ("_other", ""))
    )
    hosts = pl.col("counterparts").list.set_intersection("counterparts_other").list.len()
    shared = hosts > 0
    marked = pairs.filter(
        ~differ("ordinal"), ~(dated & ~touching & ~day_apart), ~differ("place"), covered | shared
    )
    for mark, held in evidence.items():
        marked = _with_shared(marked, held, mark)
    shares, meets = pl.col("shares") > 0, pl.col("meets") > 0
    undated = without_day("") | without_day("_other")
    by_video = same("mode") & (pl.col("mode") == "video")
    many = pl.col("kind").is_in(codebook.kinds_with("many"))
    there = (same("place") | by_video) & (same("parties") | (many & covered))
    in_place, in_year = same("place") & same("parties"), ~years_apart
    well_known = meets & (pl.col("knows") >= COMPANY)
    rules = {
        "same_sentences": shares & (touching | on_day | same("ordinal")) & in_year,
        "same_day": touching
        & ~one_silent
        & ~both_silent
        & (one_each_day | meets | (there & ~(both_name & ~meets))),
        "same_round": same("ordinal") & standing & in_year & ~one_silent,
        "same_round_in_place": same("ordinal") & same("place") & standing & in_year & one_silent,
        "same_day_in_place": touching
        & same("place")
        & one_silent
        & (same("bodies") | (one_each_day & (pl.col("knows") > 0))),
        "same_hosts_day": touching & ~differ("mode") & (hosts >= COMPANY),
        "same_body_day": touching & both_silent & one_each_day & (pl.col("hosts") > 0),
        "same_guests_day": touching & one_silent & (meets | (pl.col("knows") >= COMPANY)) & ~differ("mode"),
        "next_day": day_apart & meets & (standing | (well_known & same("place"))),
        "same_month": in_one_month & standing & same("parties") & ~differ("mode"),
        "same_month_day": on_day
        & in_year
        & (same("ordinal") | same("mode") | same("place"))
        & standing
        & ~one_silent,
        "same_month_day_in_place": on_day
        & in_year
        & in_place
        & ((pl.col("knows") > 0) | (pl.col("attends") > 1)),
        "same_guests": on_day & in_year & meets & same("parties"),
        "same_bodies": undated & same("bodies") & in_place & in_year,
        "same_people": undated
        & well_known
        & same("parties")
        & (same("place") | same("mode"))
        & (in_one_year | (in_year & ~standing)),  # the same two head each round
        "published_soon": soon
        & same("parties")
        & ~both_silent
        & (same("place") | same("ordinal") | standing),
    }
    two = pl.col("kind").is_in(codebook.kinds_with("two"))
    two &= pl.col("kind_other").is_in(codebook.kinds_with("two"))
    company = (pl.col("joins") >= COMPANY) & (touching | soon) & (same("kind") | two)
    return (
        marked.with_columns((rule & same("kind")).alias(name) for name, rule in rules.items())
        .with_columns(same_day_other_kind=touching & ~same("kind") & meets & (same("place") | well_known))
        .with_columns(same_company=company)
        .rename({"document_id_other": "linked_document_id"})
        .select("document_id", "linked_document_id", *REASONS)
    )


def _said(sentences: pl.DataFrame) -> pl.DataFrame:
    """The long sentences of each document, their punctuation and case aside."""
    return sentences.filter(pl.col("role") == "body", pl.col("text").str.len_chars() >= SHARED_LENGTH).select(
        "document_id", held=pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ")
    )


def _met(reports: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The people of the other side whom each document names, or whom another gives to that side."""
    named = people.join(reports.select("document_id", "state"), on="document_id").with_columns(
        held=_named_so()
    )
    of_others = named.filter(pl.col("side") != pl.col("state"))["held"].unique()
    open_ = (pl.col("side") != pl.col("state")).fill_null(value=True)
    return named.filter(open_, pl.col("held").is_in(of_others.implode())).select("document_id", "held")


def _named(people: pl.DataFrame) -> pl.DataFrame:
    """The people of either side, or of none that is known, whom each document names."""
    return people.select("document_id", held=_named_so())


def _there(people: pl.DataFrame) -> pl.DataFrame:
    """The people whom each document tells to have taken part."""
    return people.filter(pl.col("presence") == "took_part").select("document_id", held=_named_so()).unique()


def _named_so() -> pl.Expr:
    """A person's surname and first letter, in one spelling of letters written in two ways; else the key."""
    low = pl.col("name").str.to_lowercase().str.replace_many(_SPELT).str.replace_all("[-'’]", "")
    words = low.str.normalize("NFD").str.replace_all(r"\p{M}", "").str.extract_all(r"\p{L}+")
    first = words.list.get(-2, null_on_oob=True).str.head(1).fill_null("")
    body = pl.format("-{}", pl.col("organisation").str.to_lowercase()).fill_null("")
    return pl.coalesce(
        pl.format("{} {}", first, words.list.last()), pl.col("person_id").str.strip_suffix(body)
    )


def _with_shared(pairs: pl.DataFrame, held: pl.DataFrame, mark: str) -> pl.DataFrame:
    """Count what both documents of a pair have the same ``held`` of: only these pairs are looked at."""
    key = ["document_id", "document_id_other"]
    several = held.unique().filter(pl.len().over("held") > 1)
    shared = (
        pairs.lazy()
        .select(key)
        .join(several.lazy(), on="document_id")
        .join(several.lazy().rename({"document_id": key[1]}), on=[key[1], "held"], how="semi")
        .group_by(key)
        .agg(pl.len().cast(pl.Int64).alias(mark))
        .collect()
    )
    return pairs.join(shared, on=key, how="left").with_columns(pl.col(mark).fill_null(0))
