"""What the brief counts: meetings of the corpus's state within the corpus's years, and nothing else.

Every number, chart and table of the brief is made of :func:`counted`; :func:`aside` is what it leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dialogues.brief import summaries, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.brief.templates import fill
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import OUTSIDE_YEARS

OTHER_STATE, OTHER_YEARS, NO_MEETING = "other_state", "other_years", "no_meeting"
FEW, SHORT = 10, 400  # meetings, and sentences of their texts, that one file has room for
OF_EVENTS = ("events", "counterparts", "codings", "links", "differences")
OF_TEXTS = ("sentences", "mentions", "facts", "plan_references", "people", "statements")


def left_out(d: Dataset) -> pl.DataFrame:
    """One row per event that does not count: ``event_id, state``, ``why`` (other_state, other_years).

    An event without a day lies outside the years where a text on it is older than they are.
    """
    home, first, last = d["corpus"].select("state", "first_year", "last_year").row(0)
    published = d["documents"].group_by("event_id").agg(pl.col("published").min())
    year, latest = pl.col("start_date").dt.year(), pl.col("published").dt.year()
    is_outside = pl.coalesce((year < first) | (year > last), latest < first) if first else pl.lit(value=False)
    why = (
        pl.when(pl.col("state") != home)
        .then(pl.lit(OTHER_STATE))
        .when(is_outside)
        .then(pl.lit(OTHER_YEARS))
        .alias("why")
    )
    events = d["events"].join(published, on="event_id", how="left", maintain_order="left")
    return events.select("event_id", "state", why).drop_nulls("why")


def counted(d: Dataset) -> dict[str, pl.DataFrame]:
    """The dataset with what counts alone: other events are gone, and what their texts say of them.

    Their texts stay among the ``documents``, out of scope and with the reason; so do texts without a meeting.
    """
    out = left_out(d)
    made = dict(d)
    made["documents"] = _described(d, out)
    held = made["documents"].filter(pl.col("event_id").is_not_null()).select("document_id")
    for name in OF_EVENTS:
        made[name] = d[name].join(out, on="event_id", how="anti", maintain_order="left")
    for name in OF_TEXTS:
        made[name] = d[name].join(held, on="document_id", how="semi", maintain_order="left")
    is_out = pl.col("event_id").is_in(out["event_id"].implode())
    made["known_events"] = d["known_events"].with_columns(event_id=pl.when(~is_out).then("event_id"))
    return made


def _described(d: Dataset, out: pl.DataFrame) -> pl.DataFrame:
    """The texts, those on events that do not count without them and with the reason."""
    first, last = d["corpus"].select("first_year", "last_year").row(0)
    labels = summaries.labels(d, "counterpart")
    name = pl.col("state").replace(labels["code"], labels["label"])
    reason = (
        pl.when(pl.col("why") == OTHER_STATE)
        .then(pl.format("The meeting is one of another state ({}).", name))
        .otherwise(pl.lit(OUTSIDE_YEARS.format(first, last)))
        .alias("reason")
    )
    joined = d["documents"].join(
        out.select("event_id", reason), on="event_id", how="left", maintain_order="left"
    )
    is_out = pl.col("reason").is_not_null()
    return joined.with_columns(
        event_id=pl.when(~is_out).then("event_id"),
        in_scope=pl.col("in_scope") & ~is_out,
        scope_reason=pl.coalesce("reason", "scope_reason"),
    ).drop("reason")


def is_apart(d: Dataset) -> bool:
    """Whether the evidence of a brief on ``d`` is so long that it has files of its own."""
    own = counted(d)
    return own["events"].height > FEW or own["sentences"].height > SHORT


def aside(d: Dataset) -> dict[str, pl.DataFrame]:
    """The texts that count nowhere, by why: of another state, of other years, on no meeting.

    ``d`` is the whole dataset; reasons without a text are left out.
    """
    out = left_out(d)
    why = pl.when(~pl.col("in_scope")).then(pl.lit(NO_MEETING)).otherwise("why").alias("why")
    texts = d["documents"].join(out, on="event_id", how="left", maintain_order="left").with_columns(why)
    by_reason = {
        reason: texts.filter(pl.col("why") == reason) for reason in (OTHER_STATE, OTHER_YEARS, NO_MEETING)
    }
    return {reason: rows for reason, rows in by_reason.items() if rows.height}


def told(ledger: Ledger, whole: Dataset, sentence: str, parts: Mapping[str, str]) -> str:
    """One sentence on the texts that count nowhere; nothing where all count.

    Parameters
    ----------
    sentence
        With ``{listed}``.
    parts
        For each reason a template with ``{texts}``, ``{meetings}``, ``{first}`` and ``{last}`` (the years).
    """
    first, last = whole["corpus"].select("first_year", "last_year").row(0)
    said = []
    for reason, rows in aside(whole).items():
        meetings = rows["event_id"].drop_nulls().n_unique()
        slots = {
            "texts": Finding(f"texts-aside-{reason}", rows.height, "documents", rows),
            "meetings": Finding(f"meetings-aside-{reason}", meetings, "documents", rows)
            if meetings
            else None,
            "first": str(first),
            "last": str(last),
        }
        said.append(fill(ledger, parts[reason], slots) or "")
    listed = wording.listed(said)
    return fill(ledger, sentence, {"listed": listed}) or ""
