"""What differs between two datasets: rows added, removed and changed, by their keys, and the claims.

A change that rests on a text the earlier dataset did not hold is a scheduled addition; any other, that is a
change in what is said of texts already held, is a correction.

A text that is gone, or whose words are others, makes a correction of all that rests on it, whatever came in
its place. A claim that says another value is an addition where new rows explain it: one of the rows behind it
was added or changed by a new text, or a row left it (or came to it) whose code a new text names as well, as a
topic does that no longer is named once only. Else it is a correction, also where the tables have only grown:
the same rows, counted otherwise, are the code's doing. What this cannot see is a change of the code's
arithmetic behind a claim that gained rows at the same time; that the code changed is told among the inputs. A
claim that comes or goes is an addition where the tables have only grown.

What is new without a new text behind it (a claim on texts already held, a code of the codebook, a meeting
known from elsewhere) is newly shown: neither an addition nor a correction. A claim that goes while the rows
it stood on are as they were is no longer shown: the brief tells something else, and nothing was corrected.

A text is named as the reason of a claim's change only where the text itself moved it: it is new or gone, its
words changed, or the claim stands on its entry (publisher, day) and that changed. What changed on texts that
are as they were is the doing of the codebook, a reading or the program.

A correction of a claim that stands in a key message is substantial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dialogues.brief import wording
from dialogues.dataset.schemas import KEYS

Dataset = Mapping[str, pl.DataFrame]

TABLES = (
    *("documents", "events", "counterparts", "codings", "plan_references", "people"),
    *("known_events", "codes"),
)
CODED = ("codings", "counterparts")  # tables whose keys end in a code
UNSEEN = {  # the hash says that a text changed; where it lies, and where in it something stands, is no matter
    "documents": ("text", "path"),
    "plan_references": ("sentence_id", "start", "end"),
    "people": ("sentence_id",),
}
MATTER: Mapping[str, tuple[str, ...]] = {
    "documents": ("sha256",),
    "codings": (),
}  # beside the key, for claims
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
ADDITION, CORRECTION = "scheduled addition", "correction"
SHOWN, DROPPED = "newly shown", "no longer shown"
JOINED = "\x1f"  # between the columns of a key and between documents, inside one text


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was added, removed or changed: the values before and after, and the texts behind it."""

    table: str
    key: tuple[str, ...]
    change: str
    label: str
    values: tuple[tuple[str, str | None, str | None], ...] = ()  # column, before, after
    documents: tuple[str, ...] = ()  # claims: the texts whose own change explains it; else the row's texts
    is_substantial: bool = False
    on: str = ""  # claims: the table that they stand on


@dataclass(frozen=True)
class Difference:
    """All changes from one dataset to another, table by table in a fixed order, claims last."""

    changes: tuple[Change, ...]
    columns: tuple[str, ...] = ()  # sentences on tables and columns that only one side has

    @cached_property
    def rows(self) -> tuple[Change, ...]:
        """The changes of the tables."""
        return tuple(change for change in self.changes if change.table != "claims")

    @cached_property
    def claims(self) -> tuple[Change, ...]:
        """The changes of what the brief says."""
        return tuple(change for change in self.changes if change.table == "claims")

    @property
    def is_substantial(self) -> bool:
        """Whether a correction changes a key message."""
        return any(change.is_substantial for change in self.changes)


def compare(
    before: Dataset,
    after: Dataset,
    claims_before: pl.DataFrame | None = None,
    claims_after: pl.DataFrame | None = None,
) -> Difference:
    """What differs from ``before`` to ``after``.

    The claims are compared where both sides have their ledger (``claims.csv``). An event that bears another
    id now, as one does when another is held on its day, is the same event, and a text whose bytes lie under
    another name is the same text: that is told, and their rows are compared with each other.
    """
    called = _called_otherwise(before["documents"], after["documents"])
    if called:
        before = {table: _with_texts(frame, called) for table, frame in before.items()}
        if claims_before is not None:
            claims_before = _with_keys(_with_claims(claims_before, called), called, ".")
            claims_before = _with_texts(claims_before, called)
    old, now = (side["documents"].select("document_id", "sha256") for side in (before, after))
    new = {*now["document_id"]} - {*old["document_id"]}
    other = {*old.join(now, on=old.columns, how="anti")["document_id"]}
    renamed = _renamed(before, after)
    if renamed:
        before = {table: _with_names(frame, renamed) for table, frame in before.items()}
        if claims_before is not None:
            claims_before = _with_keys(claims_before, renamed, " ")
    if "plan_references" in before and "plan_references" in after:
        was, now = (side["plan_references"] for side in (before, after))
        placed = _as_placed(was, now, "reference_id", "document_id", "plan", "name", "quote")
        before = {**before, "plan_references": placed}
    if claims_before is not None and claims_after is not None:
        claims_before = _as_placed(claims_before, claims_after, "claim_id", "value", "text")
    held = [table for table in TABLES if table in before and table in after]
    changes = [change for table in held for change in _rows(table, before, after, new, other)]
    columns = [
        f"Only one side has the table {table}." for table in TABLES if (table in before) != (table in after)
    ]
    columns += [sentence for table in held for sentence in _columns(table, before[table], after[table])]
    columns += [*_of_corpus(before, after)]
    columns += [f"The text {old} is now called {name}." for old, name in called.items()]
    columns += [f"The event {old} is now called {name}." for old, name in renamed.items()]
    if claims_before is not None and claims_after is not None:
        changes += _claims(claims_before, claims_after, changes, new, _moved(before, after))
    return Difference(tuple(changes), tuple(columns))


def _renamed(before: Dataset, after: Dataset) -> dict[str, str]:
    """Ids that are gone -> the new ids that the events of the same texts bear, where there is no doubt."""
    both = [side["documents"].select("document_id", "event_id").drop_nulls() for side in (before, after)]
    pairs = both[0].join(both[1], on="document_id", how="left", suffix="_now").drop_nulls("event_id")
    moved = (
        pairs.group_by("event_id")
        .agg(pl.col("event_id_now").unique())
        .filter(pl.col("event_id_now").list.len() == 1)
        .explode("event_id_now")
        .drop_nulls()
        .filter(
            pl.len().over("event_id_now") == 1,
            ~pl.col("event_id").is_in(after["documents"]["event_id"].drop_nulls().to_list()),
            ~pl.col("event_id_now").is_in(before["documents"]["event_id"].drop_nulls().to_list()),
        )
        .sort("event_id")
    )
    return dict(moved.select("event_id", "event_id_now").iter_rows())


def _with_names(frame: pl.DataFrame, renamed: Mapping[str, str]) -> pl.DataFrame:
    """The rows of a table with the ids that its events bear now."""
    if "event_id" not in frame.columns:
        return frame
    return frame.with_columns(pl.col("event_id").replace(renamed))


def _called_otherwise(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, str]:
    """Names of texts -> those under which the same bytes lie now, where these are others without a doubt."""
    key = ["document_id", "sha256"]
    gone, come = (
        one.select(key).join(other, on=key, how="anti").filter(pl.len().over("sha256") == 1)
        for one, other in ((before, after), (after, before))
    )
    return dict(
        gone.join(come, on="sha256").sort("document_id").select(key[0], f"{key[0]}_right").iter_rows()
    )


def _with_texts(frame: pl.DataFrame, called: Mapping[str, str]) -> pl.DataFrame:
    """The rows of a table with the names that their texts have now: those of all in them begin so."""
    ids = [c for c in frame.columns if c.endswith("_id") and c not in ("event_id", "claim_id")]
    given = {name for c in ids for name in frame[c].drop_nulls().unique().to_list()}
    new = {name: _called(name, called, ".") for name in given}
    return frame.with_columns(pl.col(ids).replace({name: now for name, now in new.items() if name != now}))


def _with_claims(claims: pl.DataFrame, called: Mapping[str, str]) -> pl.DataFrame:
    """A ledger in which claims that end in the name of a text, or of a part of it, have their ids of now."""
    named = {}
    columns = ["claim_id", "keys", *({"document_id", "sentence_id"} & {*claims.columns})]
    for claim, keys, *others in claims.select(columns).unique().iter_rows():
        for own in (*(keys or "").split("|"), *filter(None, others)):
            begins = (claim[: at.start()] for at in re.finditer("-", claim))
            before = next((b for b in begins if wording.slug(f"{b}-{own}") == claim), None)
            if before is not None:
                named[claim] = wording.slug(f"{before}-{_called(own, called, '.')}")
    return claims.with_columns(pl.col("claim_id").replace(named))


def _with_keys(claims: pl.DataFrame, renamed: Mapping[str, str], end: str) -> pl.DataFrame:
    """A ledger whose claims stand on the rows by the ids that their events, or texts, bear now.

    In a key an id is followed by ``end``, if by anything.
    """
    given = claims["keys"].drop_nulls().unique().to_list()
    new = {keys: "|".join(_called(key, renamed, end) for key in keys.split("|")) for keys in given}
    return claims.with_columns(pl.col("keys").replace(new))


def _called(own: str, renamed: Mapping[str, str], end: str) -> str:
    """The id ``own`` with the new name for what it begins with, before ``end``."""
    begins = [old for old in renamed if own == old or own.startswith(f"{old}{end}")]
    first = max(begins, key=len, default=None)
    return own if first is None else f"{renamed[first]}{own.removeprefix(first)}"


def _as_placed(before: pl.DataFrame, after: pl.DataFrame, key: str, *content: str) -> pl.DataFrame:
    """Rows ``before`` under the ids of those ``after`` with the same ``content``, where only numbers differ.

    What stands further down in a text, as words were put in before it, is called by another number there.
    """
    same = [column for column in content if column in before.columns and column in after.columns]
    held = [side.select(key, *same).unique(maintain_order=True) for side in (before, after)]
    gone, come = (
        one.join(other, on=key, how="anti")
        .with_columns(pattern=pl.col(key).str.replace_all("[0-9]+", "#"))
        .group_by("pattern", *same, maintain_order=True)
        .agg(key)
        for one, other in (held, held[::-1])
    )
    pairs = gone.join(come, on=["pattern", *same], nulls_equal=True).filter(
        pl.col(key).list.len() == pl.col(f"{key}_right").list.len()
    )
    return before.with_columns(
        pl.col(key).replace(dict(pairs.select(key, f"{key}_right").explode(key, f"{key}_right").iter_rows()))
    )


def _of_corpus(before: Dataset, after: Dataset) -> Iterator[str]:
    """What the corpus is about otherwise than before: its state and years."""
    if "corpus" in before and "corpus" in after:
        both = (side["corpus"].to_dicts()[:1] for side in (before, after))
        for old, now in zip(*both, strict=False):
            for column in old.keys() & now.keys():
                if old[column] != now[column]:
                    was, is_now = ("not set" if one is None else one for one in (old[column], now[column]))
                    yield f"The {column.replace('_', ' ')} of the corpus was {was} and is {is_now}."


def _rows(table: str, before: Dataset, after: Dataset, new: set[str], other: set[str]) -> Iterator[Change]:
    """The rows of a table that changed; ``new`` are texts, ``other`` those gone or with other words."""
    old, now = (side[table].drop(UNSEEN.get(table, ())) for side in (before, after))
    if old.equals(now):
        return
    behind = _documents_behind(table, before), _documents_behind(table, after)
    for name, change, values in _changed(old, now, KEYS[table]):
        documents = sorted({*behind[0].get(name, ()), *behind[1].get(name, ())})
        is_unread = change == ADDED and (not documents or table == "known_events")  # no text stands behind it
        rests_on_new = (bool(new & set(documents)) and not other & set(documents)) or (
            is_unread and not documents and bool(new)
        )
        label = ADDITION if rests_on_new else SHOWN if is_unread else CORRECTION
        yield Change(table, name, change, label, values, tuple(documents))


def _moved(before: Dataset, after: Dataset) -> Mapping[str, frozenset[str]]:
    """Table -> the keys of its rows that are not as they were, of every table that both sides have.

    Of a text only its words matter here (what else is recorded of it stands in few claims, and moves those),
    of a coding only that there is one: how often its words stand is told where a claim says it.
    """
    moved = {}
    for table, key in KEYS.items():
        if table in before and table in after and {*key} <= {*before[table].columns}:
            held = (*key, *MATTER[table]) if table in MATTER else tuple(before[table].columns)
            rows = _changed(before[table].select(held), after[table], key)
            moved[table] = frozenset(" ".join(name) for name, _, _ in rows)
    return moved


def _reasons(rows: Sequence[Change], stands: Sequence[_Standing]) -> set[str]:
    """The texts that moved a claim: new, gone, with other words, or with another entry that it stands on."""
    entries = {row.key[0]: row for row in rows if row.table == "documents"}
    held = {document for claim in stands for document in claim.documents}
    itself = {
        name
        for name, row in entries.items()
        if row.change != CHANGED or any(column == "sha256" for column, _, _ in row.values)
    }
    once = stands[0].rows ^ stands[-1].rows
    return held & (itself | {name for name in entries if ("documents", name) in once})


def _claims(
    before: pl.DataFrame,
    after: pl.DataFrame,
    rows: Sequence[Change],
    new: set[str],
    moved: Mapping[str, frozenset[str]],
) -> Iterator[Change]:
    """The claims that changed, given what changed in the tables and which texts are ``new``."""
    grown = bool(new) and all(row.label == ADDITION for row in rows)
    added = {(row.table, " ".join(row.key)) for row in rows if row.label != CORRECTION}
    sides = _standing(before), _standing(after)
    old, now = (side.select("claim_id", "value", "text").unique() for side in (before, after))
    for name, change, values in _changed(old, now, ("claim_id",)):
        if all(column == "text" for column, _, _ in values):
            continue  # other words for the same value
        stands = [side[name[0]] for side in sides if name[0] in side]
        because = _reasons(rows, stands)
        by_new = bool(because) or (_explained(stands, added) if change == CHANGED else grown)
        explained = because <= new and by_new  # a text held before, gone or changed, is put right
        is_shown = explained or change == ADDED  # what was never said needs no correction
        label = CORRECTION if not is_shown else ADDITION if explained and new else SHOWN
        if label == CORRECTION and change == REMOVED and _gave_way(stands[0], moved):
            label = DROPPED
        if explained:
            because = because or new
        elif grown:  # no text stands behind it: the rules do
            because = set()
        is_substantial = any(claim.is_key_message for claim in stands) and label == CORRECTION
        on = ", ".join(sorted({table for claim in stands for table, _ in claim.rows}))
        yield Change("claims", name, change, label, values, tuple(sorted(because)), is_substantial, on)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What one side's claim stands on: rows by table and key, and texts."""

    rows: frozenset[tuple[str, str]]
    documents: frozenset[str]
    is_key_message: bool


def _standing(claims: pl.DataFrame) -> dict[str, _Standing]:
    """What each claim of a ledger stands on, by its id."""
    heads = claims.group_by("claim_id").agg(
        pl.col("table", "keys").first(), pl.col("document_id").drop_nulls(), pl.col("is_key_message").any()
    )
    return {
        claim: _Standing(
            frozenset((table, key) for key in (keys or "").split("|")),
            frozenset(documents),
            is_key_message,
        )
        for claim, table, keys, documents, is_key_message in heads.iter_rows()
    }


def _gave_way(claim: _Standing, moved: Mapping[str, frozenset[str]]) -> bool:
    """Whether a claim stood on rows that can be compared and are as they were."""
    return all(table in moved and key not in moved[table] for table, key in claim.rows)


def _explained(stands: Sequence[_Standing], added: set[tuple[str, str]]) -> bool:
    """Whether the rows that new texts ``added`` explain that a claim says another value."""
    before, after = stands
    if added & (before.rows | after.rows):
        return True
    moved = before.rows ^ after.rows
    named, wanted = (
        {(table, key.rpartition(" ")[2]) for table, key in rows if table in CODED} for rows in (added, moved)
    )
    return bool(moved) and all(table in CODED for table, _ in moved) and wanted <= named


def _changed(
    before: pl.DataFrame, after: pl.DataFrame, key: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, tuple[tuple[str, str | None, str | None], ...]]]:
    """Key, kind of change and changed values of every row that differs, by key."""
    columns = [c for c in before.columns if c in after.columns and c not in key]
    old, now = (
        frame.select(_key(key), *(pl.col(c).cast(pl.String) for c in columns)) for frame in (before, after)
    )
    old, now = old.with_columns(_old=True), now.with_columns(_new=True)
    joined = old.join(now, on="_key", how="full", coalesce=True)
    differs = [pl.col(c).ne_missing(pl.col(f"{c}_right")) for c in columns]
    found = joined.filter(pl.any_horizontal(pl.col("_old").is_null(), pl.col("_new").is_null(), *differs))
    for row in found.sort("_key").iter_rows(named=True):
        name = tuple(row["_key"].split(JOINED))
        change = ADDED if row["_old"] is None else REMOVED if row["_new"] is None else CHANGED
        values = ((c, row[c], row[f"{c}_right"]) for c in columns)
        yield name, change, tuple((c, a, b) for c, a, b in values if a != b)


def _documents_behind(table: str, dataset: Dataset) -> dict[tuple[str, ...], list[str]]:
    """The documents each row of ``table`` rests on, by the row's key."""
    key = KEYS[table]
    frame = dataset[table]
    of_event = dataset["documents"].select("event_id", "document_id").drop_nulls()
    if "document_id" in frame.columns:
        pairs = frame.select(*key) if "document_id" in key else frame.select(*key, "document_id")
    elif table == "codings":
        named = dataset["mentions"]
        if "assertion" in named.columns:  # releases before 2025.2 have none
            named = named.filter(assertion="named")
        mentions = named.select("document_id", "facet", "code").join(of_event, on="document_id")
        pairs = mentions.select(*key, "document_id")
    elif "event_id" in frame.columns:
        pairs = frame.select(*dict.fromkeys([*key, "event_id"])).join(of_event, on="event_id")
    else:
        return {}
    grouped = pairs.select(_key(key), "document_id").unique().sort("document_id").group_by("_key").all()
    return {tuple(name.split(JOINED)): documents for name, documents in grouped.iter_rows()}


def _key(key: tuple[str, ...]) -> pl.Expr:
    return pl.concat_str(key, separator=JOINED).alias("_key")


def _columns(table: str, before: pl.DataFrame, after: pl.DataFrame) -> Iterator[str]:
    for column in after.columns:
        if column not in before.columns:
            yield f"{table} has the new column {column}."
    for column in before.columns:
        if column not in after.columns:
            yield f"{table} no longer has the column {column}."
