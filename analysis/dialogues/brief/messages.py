"""The key messages: at most six, the most telling first, each one sentence on rows of the dataset.

A message that the data does not bear out is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import polars as pl

from dialogues.brief import overview, statements, summaries, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.sections import (
    NOT_MENTIONED,
    claim_held,
    denominator,
    lower,
    meeting_words,
    named,
    party,
    references,
    successor,
    with_names,
)
from dialogues.brief.summaries import SERIES, Finding
from dialogues.dataset import Dataset

MOST = 6
LISTED = 8  # names in a message; more are counted
PARTS = 4  # counterparts in a message


def ranked(ledger: Ledger) -> str:
    """The key messages as a numbered list."""
    makers: tuple[Callable[[Ledger], str | None], ...] = (
        agreed, pledged, returning, plans_run_out, sources, rounds_held, one_counterpart, forms,
    )  # fmt: skip
    with ledger.key_messages():
        made = (make(ledger) for make in makers)  # one after the other: what is not shown is not claimed
        messages = [*islice((message for message in made if message is not None), MOST)]
    return "\n\n".join(f"{n}. {message}" for n, message in enumerate(messages, 1))


def agreed(ledger: Ledger) -> str | None:
    """At how many meetings something is reported as agreed; of one, what."""
    d = ledger.dataset
    own = summaries.agreed(d)
    if own.is_empty():
        return None
    events = d["events"].join(own, on="event_id", how="semi")
    rows = d["statements"].join(own, on="statement_id", how="semi")
    count = Finding("meetings-agreed", events.height, "statements", rows)
    total = ledger.claim(summaries.count("meetings-total", "events", d["events"]), "meeting")
    said = (
        f"**At {ledger.claim(count)} of the {total} the sides are reported to have agreed or confirmed "
        "something together**"
    )
    when = own["when"].unique(maintain_order=True).to_list()
    if len(when) > 1:
        return f"{said}{': ' + wording.listed(when) if len(when) <= LISTED else ''}."
    first = own.row(0, named=True)
    words = ledger.quote("agreed-words", first["quote"], first["document_id"])
    return f"{said}: in {when[0]} they {words}."


def pledged(ledger: Ledger) -> str | None:
    """What the state last said that it intends or considers on a treaty or mechanism."""
    d = ledger.dataset
    own = summaries.statements(d).filter(
        pl.col("statement") == "announced",
        pl.col("side") == pl.col("state"),
        summaries.of_the_state(d, "state"),
    )
    treaty = d["mentions"].filter(pl.col("facet") == "instrument").select("sentence_id", at="start", to="end")
    treaties = own.join(treaty, on="sentence_id").filter(
        pl.col("at") >= pl.col("start"), pl.col("to") <= pl.col("end")
    )
    if treaties.is_empty():
        return None
    last = treaties.sort("shown", "start", "to").row(-1, named=True)
    words = last["quote"][: last["to"] - last["start"]]
    quoted = ledger.quote("pledged-words", words, last["document_id"])
    return f"**As of {last['when']}, {party(d, last['state'])} {quoted}**, as the text reports."


def returning(ledger: Ledger) -> str | None:
    """What is named in two successive rounds, of the pair whose texts name most topics."""
    pairs = summaries.comparisons(ledger.dataset)
    pair = max(
        pairs, key=lambda p: p.returns.rows.height + p.new.rows.height + p.gone.rows.height, default=None
    )
    if pair is None or pair.returns.rows.is_empty():
        return None
    earlier, later = pair.earlier, pair.later
    before = summaries.topics(ledger.dataset).filter(pl.col("event_id") == earlier["event_id"])
    total = Finding(f"topics-{earlier['event_id']}", before["code"].n_unique(), "codings", before)
    again = Finding(f"{pair.returns.name}-count", len(pair.returns.names), "codings", pair.returns.rows)
    verb = "is" if again.value == 1 else "are"
    opening = (
        f"**{_opening(ledger, again)} of the {ledger.claim(total, 'topic')} named for the "
        f"{meeting_words(earlier)} {verb} named again in {later['when']}**"
    )
    is_short = len(pair.returns.names) <= LISTED
    listed = f": {ledger.claim(pair.returns, text=lower(pair.returns.names))}" if is_short else ""
    gone = ""
    if pair.gone.rows.height:
        rest = Finding(f"{pair.gone.name}-count", len(pair.gone.names), "codings", pair.gone.rows)
        are = "is" if rest.value == 1 else "are"
        gone = f"; the other {ledger.claim(rest)} {are} {NOT_MENTIONED} on the later one"
    return f"{opening}{listed}{gone}."


def plans_run_out(ledger: Ledger) -> str | None:
    """How many of the plans named earlier had ended by the last meeting, and which has a successor."""
    d = ledger.dataset
    dated = summaries.meetings(d).filter(pl.col("is_dated"), summaries.of_the_state(d, "state"))
    if dated.height < 2:
        return None
    last = dated.row(-1, named=True)
    earlier = dated.filter(pl.col("start_date") < last["start_date"])["event_id"].to_list()
    named_before = pl.col("events").list.eval(pl.element().is_in(earlier)).list.any()
    plans = summaries.plan_statuses(d).filter(
        pl.col("event_id") == last["event_id"],
        pl.col("status") != "no_period",
        named_before,
        summaries.of_the_state(d, "owner"),
    )
    ended, closing = (plans.filter(pl.col("status") == status) for status in ("ended", "ends_this_year"))
    if ended.is_empty():
        return None
    day = last["event_id"]
    over = ledger.claim(_plans(ledger, f"plans-ended-{day}", ended))
    total = ledger.claim(_plans(ledger, f"plans-dated-before-{day}", plans), "plan")
    said = f"**By {last['when']}, {over} of the {total} with a period that earlier texts name had run out**"
    if closing.height:
        verb = "was in its" if closing.height == 1 else "were in their"
        said += f" and {ledger.claim(_plans(ledger, f'plans-last-year-{day}', closing))} {verb} last year"
    following = summaries.successions(d).filter(summaries.of_the_state(d, "owner"))
    if following.height:
        rows = references(d, following["next_reference_id"])
        words = tuple(successor(row) for row in following.to_dicts())
        if len(words) > PARTS:
            count = ledger.claim(Finding("plans-succeeding-count", len(words), "plan_references", rows))
            return f"{said}; {count} are named with a later period."
        listed = ledger.claim(Finding("plans-succeeding", words, "plan_references", rows))
        said += f"; only the {listed} {'is' if len(words) == 1 else 'are'} named with a later period"
        if set(following["next_reference_id"].list.explode()) <= set(_last_years(d, day)):
            said += (
                ", and it too was in its last year"
                if len(words) == 1
                else ", and they too were in their last"
            )
    return said + "."


def one_counterpart(ledger: Ledger) -> str | None:
    """How many topics are named with one counterpart only."""
    d = ledger.dataset
    own, every = summaries.named_once(d), summaries.topics(d)
    lanes = summaries.meetings(d).filter(pl.col("counterparts").list.len() > 0)
    lanes = lanes.unique("lane", maintain_order=True)
    if own.is_empty() or lanes.height < 2:
        return None
    told = [row for row in lanes.to_dicts() if row["lane"] in set(own["lane"])]
    if len(told) > PARTS:
        told.sort(key=lambda row: -own.filter(pl.col("lane") == row["lane"])["code"].n_unique())
    single = Finding("topics-one-counterpart", own["code"].n_unique(), "codings", own)
    total = Finding("topics-total", every["code"].n_unique(), "codings", every)
    verb = "is" if single.value == 1 else "are"
    said = f"{_opening(ledger, single)} of {ledger.claim(total, 'topic')}"
    parts = []
    for row in told[:PARTS]:
        named = own.filter(pl.col("lane") == row["lane"])
        count = Finding(f"topics-only-{row['lane']}", named["code"].n_unique(), "codings", named)
        parts.append(f"{ledger.claim(count)} with {with_names(row)}")
    if len(told) > PARTS:
        rest = own.filter(pl.col("lane").is_in([row["lane"] for row in told[PARTS:]]))
        count = Finding("topics-only-others", rest["code"].n_unique(), "codings", rest)
        parts.append(f"{ledger.claim(count)} with {wording.counted(len(told) - PARTS, 'other')}")
    return f"**{said} {verb} named with one counterpart only**: {wording.listed(parts)}."


def sources(ledger: Ledger) -> str | None:
    """Whose account the texts give; where that is not known, who published them."""
    d = ledger.dataset
    texts = d["documents"]
    total = ledger.claim(Finding("texts-total", texts.height, "documents", texts), "text")
    told = texts.filter(pl.col("account").is_not_null())
    if told.is_empty():
        return _publishers(ledger, str(total))
    sides = (
        told.group_by("account").len().sort("len", "account", descending=[True, False])["account"].to_list()
    )
    names = {side: party(d, side) for side in sides}
    if texts.height == 1:
        said = f"**The {total} gives the account of {names[sides[0]]} or of its sources**"
    else:
        parts = []
        for side, name in names.items():
            own = told.filter(pl.col("account") == side)
            count = ledger.claim(Finding(f"texts-account-{side}", own.height, "documents", own))
            verb = "gives" if own.height == 1 else "give"
            parts.append(f"{count} {verb} the account of {name} or of its sources")
        said = f"**Of the {total}, {wording.listed(parts)}**"
    silent = texts.filter(pl.col("account").is_null())
    if silent.height:
        count = ledger.claim(Finding("texts-account-not-known", silent.height, "documents", silent))
        verbs = ("does", "it gives") if silent.height == 1 else ("do", "they give")
        said += f"; {count} {verbs[0]} not say whose account {verbs[1]}"
    parties = d["counterparts"]["counterpart"].unique().to_list()
    if not set(sides) & set(parties):
        said += "; no text is known to be a counterpart's own"
        if not (theirs := statements.of_counterparts(d)).value:
            said += f", and {ledger.claim(theirs, text='no sentence')} reports what one said by itself"
    return said + "."


def _publishers(ledger: Ledger, total: str) -> str | None:
    texts = ledger.dataset["documents"]
    published = texts.filter(pl.col("publisher").is_not_null())
    if published.is_empty():
        return None
    publishers = summaries.names(published, "publisher")
    names = (
        ledger.claim(Finding("publishers", publishers, "documents", published))
        if len(publishers) <= LISTED
        else ledger.claim(Finding("publishers-total", len(publishers), "documents", published), "publisher")
    )
    said = f"**The {total} {'comes' if texts.height == 1 else 'come'} from {names}**"
    silent = texts.filter(pl.col("publisher").is_null())
    if silent.height:
        count = ledger.claim(Finding("texts-without-publisher", silent.height, "documents", silent))
        said += f"; {count} {'does not name its' if silent.height == 1 else 'do not name their'} publisher"
    return said + "."


def rounds_held(ledger: Ledger) -> str | None:
    """On how many rounds, of at least how many, texts are held."""
    d = ledger.dataset
    frame = summaries.rounds(d)
    if frame.is_empty():
        return None
    top = frame.sort("ordinal", descending=True).select(SERIES).head(1)
    series = frame.join(top, on=SERIES, how="semi")
    labelled = summaries.labelled(series, d, "kind", "kind", "kind_label")
    row = summaries.of_another_state(labelled, d).row(0, named=True)
    name, kind = named(row["counterpart"], row["name"]) + row["whose"], wording.small(row["kind_label"])
    return (
        f"**Texts are held on {claim_held(ledger, series)} of at least "
        f"{ledger.claim(denominator(d, series))} rounds of the {kind} with {name}**, so what returns or is "
        "missing between them says nothing about the rounds in between."
    )


def forms(ledger: Ledger) -> str | None:
    """How many meetings were held in which form."""
    d = ledger.dataset
    events = summaries.meetings(d).filter(pl.col("mode").is_not_null())
    if events["mode"].n_unique() < 2:
        return None
    counted: list[tuple[Finding, str]] = []
    large = overview.is_large(d)
    for (mode,), rows in events.group_by(["mode"], maintain_order=True):
        count = Finding(f"meetings-{mode}", rows.height, "events", rows, fields=("mode",))
        months = "" if large else f" ({wording.listed(rows['when'].to_list())})"
        counted.append((count, f"{views.MODES[str(mode)]}{months}"))
    if large:
        counted.sort(key=lambda form: -int(str(form[0].value)))
    (first, how), *others = counted
    every = d["events"]
    total = ledger.claim(summaries.count("meetings-total", "events", every), "meeting")
    said = f"{_opening(ledger, first)} of the {total}"  # claimed first, as it is read
    rest = wording.listed([f"{ledger.claim(count)} {form}" for count, form in others])
    verb = "was" if first.value == 1 else "were"
    silent = every.filter(pl.col("mode").is_null())
    if large and silent.height:
        unsaid = ledger.claim(Finding("meetings-form-not-said", silent.height, "events", silent))
        rest += f"; of {unsaid} the texts do not say"
    return f"**{said} {verb} held {how}**, {rest}."


def _opening(ledger: Ledger, finding: Finding) -> str:
    """A number that opens a sentence."""
    return str(ledger.claim(finding, text=wording.capital(wording.number(int(str(finding.value))))))


def _last_years(d: Dataset, event_id: str) -> list[str]:
    """The references of plans that are in their last year on the day of an event."""
    statuses = summaries.plan_statuses(d).filter(
        pl.col("event_id") == event_id, pl.col("status") == "ends_this_year"
    )
    return statuses["reference_id"].explode().to_list()


def _plans(ledger: Ledger, name: str, plans: pl.DataFrame) -> Finding:
    return Finding(name, plans.height, "plan_references", references(ledger.dataset, plans["reference_id"]))
