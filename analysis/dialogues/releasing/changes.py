"""What changed, in words: between two releases, a release and the draft, or two dataset folders."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dialogues.base import opening, signs
from dialogues.base.errors import ClaimError, Problem, UsageError
from dialogues.base.project import Project, shown
from dialogues.brief import claims, wording
from dialogues.dataset import read_table
from dialogues.dataset.schemas import TABLES
from dialogues.releasing import diff, naming, provenance, versions
from dialogues.releasing.diff import (
    ADDED,
    ADDITION,
    CHANGED,
    CORRECTION,
    DROPPED,
    REMOVED,
    SHOWN,
    Change,
    Dataset,
    Difference,
)

FIRST = "This is the first release: there is none before it to compare with."
NOTHING = "Nothing changed."
ALIKE = "Nothing changed in the rows that were compared."
CLAIM = {
    "claim_id",
    "value",
    "text",
    "is_key_message",
    "table",
    "keys",
    "document_id",
}  # columns that are read
MOST_LISTED = 12  # claims changed by scheduled additions that the brief lists
LONGEST = 90  # characters of a value that are shown
SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
NAMES = {
    "documents": ("text", "texts"),
    "events": ("event", "events"),
    "counterparts": ("counterpart of an event", "counterparts of events"),
    "codings": ("coding", "codings"),
    "plan_references": ("plan reference", "plan references"),
    "people": ("person named", "people named"),
    "statements": ("statement reported", "statements reported"),
    "known_events": ("event known from elsewhere", "events known from elsewhere"),
    "codes": ("code of the codebook", "codes of the codebook"),
    "claims": ("claim", "claims"),
}
HEADS = {
    ADDITION: "Scheduled additions",
    SHOWN: "Newly shown",
    DROPPED: "No longer shown",
    CORRECTION: "Corrections",
}
MEANING = {  # in the order of CHANGES.md
    CORRECTION: "What the last release had otherwise. Whoever used one of these should use the new value.",
    ADDITION: "What rests on texts that the last release did not hold.",
    SHOWN: "What is said for the first time of what was held already. Nothing said before is affected.",
    DROPPED: "What the brief no longer says. The rows behind it are as they were, and the data has them.",
}
MOST_INPUTS = 6  # files of one part that are named
COUNTED = (SHOWN, DROPPED)  # said by their number, not one by one
WHOLE = ((SHOWN, ADDED), (DROPPED, REMOVED))  # counted without a verb, for the label says it
MAKING = {
    "codebook": "the codebook",
    "readings": "a reading",
    "code": "the program",
}  # inputs that can move a claim
ELSEWHERE = "what is known from elsewhere changed"  # why a claim on known events moves


@dataclass(frozen=True, slots=True)
class Side:
    """One of two datasets to compare; claims and inputs where they are recorded."""

    name: str
    tables: Dataset
    claims: pl.DataFrame | None
    inputs: Mapping[str, Mapping[str, str]] | None  # {part: {path: SHA-256}}


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from the last release; nothing to compare with in the first."""

    previous: str | None
    difference: Difference | None
    names: naming.Names | None = None
    reason: str = ""  # why a claim moves behind which no text does

    @property
    def notice(self) -> str | None:
        """What the brief says beside its key messages where a correction changes one of them."""
        if self.difference is None or not self.difference.is_substantial:
            return None
        accounts = _accounts_lost(self.difference)
        told = "; ".join(
            f"{_name(c, self.names)}: {_reworded(c, self.names, self.reason, accounts)}"
            for c in self.difference.claims
            if c.is_substantial
        )
        return f"Since version {self.previous} a key message was corrected. {told}."

    @property
    def slots(self) -> dict[str, str | int | bool | None]:
        """What came, went and was put right, counted, for the sentences of the brief.

        ``previous`` (empty in the first release), ``none`` (nothing changed), ``texts`` (added),
        ``corrected`` and ``shown`` (rows put right, and held for the first time, in words), the claims
        ``of_new_texts``, ``put_right`` and ``withdrawn`` by a correction, ``first_made`` and ``dropped`` on
        the same texts, and ``reason`` (why claims move behind which no text does).
        """
        changes = () if self.difference is None else self.difference.changes
        claims = Counter((c.label, c.change == REMOVED) for c in changes if c.table == "claims")
        texts = sum(c.table == "documents" and c.label == ADDITION for c in changes)
        unread = any(
            not c.documents for c in changes if c.table == "claims" and c.label in (ADDITION, CORRECTION)
        )
        return {
            "previous": self.previous,
            "none": self.previous is not None and not changes,
            "texts": texts,
            "corrected": _rows(changes, CORRECTION),
            "shown": _rows(changes, SHOWN),
            "of_new_texts": claims[ADDITION, False] + claims[ADDITION, True],
            "put_right": claims[CORRECTION, False],
            "withdrawn": claims[CORRECTION, True],
            "first_made": claims[SHOWN, False],
            "dropped": claims[DROPPED, True],
            "reason": self.reason if unread else None,
        }

    @property
    def listed(self) -> str:
        """Each claim that changed, as a Markdown list; of many that came with new texts only how many.

        What the brief says of the old texts for the first time, or no longer shows, is counted above, and not
        listed.
        """
        every = () if self.difference is None else self.difference.claims
        claims = [c for c in every if c.label not in COUNTED]
        added = [c for c in claims if c.label == ADDITION]
        if len(added) > MOST_LISTED:
            rest = f"{len(added)} claims are new or changed because of the texts added"
            corrected = [c for c in claims if c.label != ADDITION]
            told = [*self._lines(corrected), f"- {rest}; `dialogues diff` lists them."]
        else:
            told = self._lines(claims)
        return "\n".join(told)

    def _lines(self, claims: Iterable[Change]) -> list[str]:
        """Each in words; its name leads to its evidence where the claim is still made."""
        return [
            f"- {self._linked(c)}: {escaped(_reworded(c, self.names))} ({c.label}{_substantial(c)})"
            for c in claims
        ]

    def _linked(self, change: Change) -> str:
        name = escaped(_name(change, self.names))
        return name if change.change == REMOVED else f"[{name}](#claim-{change.key[0]})"


def since_last(
    project: Project, dataset: Dataset, claims: pl.DataFrame | None = None, *, is_complete: bool = False
) -> Changes:
    """What changed since the release before this version in ``dataset`` and in ``claims``, those made so far.

    A claim that is missing is told as gone where they are complete, that is none is left to be made; one of
    a key message as soon as key messages are made.
    """
    previous = versions.before(project, versions.declared(project))
    if previous is None:
        return Changes(None, None)
    before = load(project, previous)
    claimed = before.claims
    if claimed is not None and claims is not None and not is_complete:
        is_made = pl.col("claim_id").is_in(claims["claim_id"].implode())
        claimed = claimed.filter(is_made | (pl.col("is_key_message") & claims["is_key_message"].any()))
    found = diff.compare(before.tables, dataset, claimed, claims)
    after = Side("draft", dataset, claims, provenance.inputs(project).files if found.claims else None)
    return Changes(previous, found, naming.names(before.tables, dataset), _reason(before, after))


def load(project: Project, name: str) -> Side:
    """The dataset called ``name``: a release, ``draft``, or a folder that holds one.

    Raises
    ------
    UsageError
        Where there is none of that name.
    DialoguesError
        Where one of its files is no table, or a link.
    """
    if name == "draft":
        folder = project.draft / "data"
    elif name in versions.released(project):
        folder = project.reports / name / "data"
    else:
        folder = Path(name) / "data" if (Path(name) / "data").is_dir() else Path(name)
    tables = {
        t: read_table(path)
        for t in (*TABLES, "corrections")
        if os.path.lexists(path := folder / f"{t}.parquet")
    }
    if "documents" not in tables:
        if name == "draft":
            raise UsageError(Problem("There is no draft.", "Make one: `dialogues render`."))
        drafts = ["draft"] if (project.draft / "data").is_dir() else []
        known = ", ".join([*drafts, *versions.released(project)])
        otherwise = f", or one of: {known}" if known else ""
        remedy = f"Name a folder that holds one{otherwise}."
        raise UsageError(Problem(f"There is no dataset called `{name}`.", remedy))
    ledger = folder / "claims.csv"
    claims = _claims(ledger) if os.path.lexists(ledger) else None
    return Side(name, tables, claims, _inputs(project, name))


def _claims(path: Path) -> pl.DataFrame:
    """The claims in the ledger at ``path``.

    Raises
    ------
    DialoguesError
        Where it is none.
    """
    found = claims.table(path)
    if not set(found.columns) >= CLAIM:
        raise ClaimError(Problem(claims.NO_CLAIMS, "Run `dialogues render`.", shown(path)))
    return found.with_columns(pl.col("is_key_message") == "true")


def _told_apart(before: Side, after: Side, difference: Difference) -> list[str]:
    """Sentences on what has other columns or names, what one side lacks, and what is not compared by rows."""
    told = list(difference.columns)
    for table in TABLES:
        sides = [side.tables[table] for side in (before, after) if table in side.tables]
        is_compared = table in diff.TABLES
        if not sides and is_compared:
            told.append(f"Neither side has the table {table}.")
        elif len(sides) == 1 and not is_compared:
            told.append(f"Only one side has the table {table}.")
        elif len(sides) == 2 and not (is_compared or difference.changes or sides[0].equals(sides[1])):
            told.append(f"The rows of the table {table} differ; they are not compared one by one.")
    if (before.claims is None) != (after.claims is None):
        told.append(f"Only {(after if before.claims is None else before).name} has the claims of a brief.")
    return told


def text(before: Side, after: Side, difference: Difference) -> str:
    """The difference as text: one line a row."""
    names, reason = naming.names(before.tables, after.tables), _reason(before, after)
    apart = _told_apart(before, after, difference)
    lines = [f"From {before.name} to {after.name}. {_heading(difference, apart)}", *apart]
    for table, changes in _by_table(difference):
        lines += ["", table]
        for change in changes:
            told = _told(change, names, reason)
            lines.append(f"  {SIGNS[change.change]} {told} ({change.label}{_substantial(change)})")
    if read := list(_readings(before, after)):
        lines += ["", "readings", *(f"  {told}" for told in read)]
    inputs = list(_changed_inputs(before, after))
    if inputs:
        lines += ["", "inputs"]
        lines += [f"  {SIGNS[change]} {path} ({part})" for part, change, path in inputs]
    return "\n".join(map(signs.line, lines))


def markdown(before: Side, after: Side, difference: Difference) -> str:
    """The difference as Markdown: what ``CHANGES.md`` of a release says, what to act on first."""
    names, reason = naming.names(before.tables, after.tables), _reason(before, after)
    apart = _told_apart(before, after, difference)
    lines = [f"# Changes in {after.name} since {before.name}", "", _heading(difference, apart)]
    for label, means in MEANING.items():
        own = [change for change in difference.changes if change.label == label]
        if own:
            told = _grouped(own, names) if label in COUNTED else corrected(own, names, reason)
            lines += ["", f"## {HEADS[label]}", "", means, "", *told]
    if apart:
        lines += ["", "## Tables", "", *(f"- {escaped(sentence)}" for sentence in apart)]
    if read := list(_readings(before, after)):
        lines += ["", "## Readings", "", *(f"- {escaped(told)}" for told in read)]
    if inputs := list(_counted_inputs(before, after)):
        lines += ["", "## Inputs", "", *inputs]
    return "\n".join(lines) + "\n"


def corrected(changes: Iterable[Change], names: naming.Names, reason: str) -> list[str]:
    """Each change as a Markdown line: what moves a key message first, with the table and key to look up."""
    return [
        f"- {escaped(sentence)} (`{table}`: `{key}`)"
        for sentence, table, key in sentences(changes, names, reason)
    ]


def sentences(changes: Iterable[Change], names: naming.Names, reason: str) -> Iterator[tuple[str, str, str]]:
    """Each change in a sentence with its table and key, what moves a key message first."""
    for change in sorted(changes, key=lambda change: not change.is_substantial):
        told = _put(change, names, reason)
        ending = ". It changes a key message." if change.is_substantial else "."
        yield told[:1].upper() + told[1:] + ending, change.table, " ".join(change.key)


def errors(project: Project, version: str, later: str) -> list[tuple[str, str, str]]:
    """What the release ``later`` put right of ``version``: sentence, table and key of each correction.

    That a code is told in other words is no error of the earlier release.
    """
    before, after = load(project, version), load(project, later)
    found = diff.compare(before.tables, after.tables, before.claims, after.claims)
    own = (change for change in found.changes if change.label == CORRECTION and change.table != "codes")
    return [*sentences(own, naming.names(before.tables, after.tables), _reason(before, after))]


def escaped(told: str) -> str:
    """Plain text inside Markdown: ids hold underscores, values may hold anything."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|$@^~{}" else " " if c == "\n" else c for c in told)


def _put(change: Change, names: naming.Names, reason: str) -> str:
    """A change in a sentence without its full stop; of a row what became of it."""
    told = _told(change, names, reason).rstrip(".")
    return told if change.table == "claims" or change.change == CHANGED else f"{told}: {change.change}"


def _grouped(changes: Iterable[Change], names: naming.Names) -> Iterator[str]:
    """Claims counted by what they tell, rows named table by table."""
    claims = [change for change in changes if change.table == "claims"]
    kinds = Counter(naming.CLAIMS.get(naming.stem(change.key[0]) or "", change.key[0]) for change in claims)
    if kinds:
        told = "; ".join(f"{kind} ({n})" for kind, n in kinds.items())
        yield f"- {NAMES['claims'][1].capitalize()}: {escaped(told)}."
    for table in diff.TABLES:
        rows = [names.row(table, change.key) for change in changes if change.table == table]
        if rows:
            yield f"- {NAMES[table][len(rows) != 1].capitalize()}: {escaped('; '.join(rows))}."


def _counted_inputs(before: Side, after: Side) -> Iterator[str]:
    """The inputs that differ, part by part; of many how many."""
    parts: dict[str, list[str]] = {}
    for part, change, path in _changed_inputs(before, after):
        parts.setdefault(part, []).append(f"{path} {change}")
    for part, paths in parts.items():
        many = f"{len(paths)} files; `manifest.json` has the hash of each"
        yield f"- {part}: {many if len(paths) > MOST_INPUTS else escaped(', '.join(paths))}."


def as_json(before: Side, after: Side, difference: Difference) -> str:
    """The difference as JSON."""
    changes = [
        {
            "table": change.table,
            "key": list(change.key),
            "change": change.change,
            "label": change.label,
            "substantial": change.is_substantial,
            "values": [{"column": c, "before": old, "after": new} for c, old, new in change.values],
            "documents": list(change.documents),
        }
        for change in difference.changes
    ]
    content = {
        "before": before.name,
        "after": after.name,
        "columns": _told_apart(before, after, difference),
        "changes": changes,
        "readings": list(_readings(before, after)),
        "inputs": [{"part": part, "change": c, "path": p} for part, c, p in _changed_inputs(before, after)],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _inputs(project: Project, name: str) -> Mapping[str, Mapping[str, str]] | None:
    """The inputs recorded for a release, or the present ones for the draft."""
    if name == "draft":
        return provenance.inputs(project).files
    manifest = project.reports / name / "manifest.json"
    if not manifest.is_file():
        return None
    recorded: dict[str, dict[str, str]] = json.loads(opening.text(manifest))["inputs"]["files"]
    return recorded


def _changed_inputs(before: Side, after: Side) -> Iterator[tuple[str, str, str]]:
    """Part, kind of change and path of every input that differs."""
    if before.inputs is None or after.inputs is None:
        return
    for part in dict.fromkeys([*before.inputs, *after.inputs]):
        old, new = before.inputs.get(part, {}), after.inputs.get(part, {})
        for path in sorted(old.keys() | new.keys()):
            if old.get(path) != new.get(path):
                yield part, ADDED if path not in old else REMOVED if path not in new else CHANGED, path


def _readings(before: Side, after: Side) -> Iterator[str]:
    """What a reading puts right on one side only, whose reading it is, and whether a person's."""
    sides = [side.tables.get("corrections") for side in (before, after)]
    rows = [set() if frame is None else set(frame.rows()) for frame in sides]
    verbs = ("no longer put right", "put right")
    for verb, side, own in zip(verbs, (before, after), (rows[0] - rows[1], rows[1] - rows[0]), strict=True):
        kinds = _kinds_of_readers(side)
        for document, _, field, was, now, why, _, reader, _ in sorted(own, key=str):
            told = f"{document}: {field.replace('_', ' ')} {_value(was)} → {_value(now)}"
            who = f"{reader}, a {kinds[document]}" if document in kinds else reader
            yield f"{told}, {verb} by {who}" + (f" ({why})" if why else "")


def _kinds_of_readers(side: Side) -> dict[str, str]:
    """Document -> what its readers are: ``person``, ``program``, or ``person and a program``."""
    read = side.tables.get("readings")
    if read is None:
        return {}
    kinds = read.group_by("document_id").agg(pl.col("reader_kind").unique().sort().str.join(" and a "))
    return dict(kinds.iter_rows())


def _heading(difference: Difference, apart: Sequence[str]) -> str:
    if not difference.changes:
        return ALIKE if apart else NOTHING
    told = {label: _counted(difference, label) for label in HEADS}
    return " ".join(
        f"{HEADS[label]}: {said or 'none'}."
        for label, said in told.items()
        if said or label in (ADDITION, CORRECTION)
    )


def _counted(difference: Difference, label: str) -> str:
    """``1 text added, 2 codings changed``."""
    counts = Counter((c.table, c.change) for c in difference.changes if c.label == label)
    told = (
        f"{n} {NAMES[table][n != 1]}{'' if (label, change) in WHOLE else f' {change}'}"
        for (table, change), n in counts.items()
    )
    return ", ".join(told)


def _rows(changes: Iterable[Change], label: str) -> str:
    """The rows of the tables under one label: "one text and three codings"."""
    counts = Counter(c.table for c in changes if c.label == label and c.table != "claims")
    return wording.listed([f"{wording.number(n)} {NAMES[table][n != 1]}" for table, n in counts.items()])


def _by_table(difference: Difference) -> Iterator[tuple[str, list[Change]]]:
    """The claims first: they are what a reader of the brief asks about."""
    for table in ("claims", *diff.TABLES):
        changes = [change for change in difference.changes if change.table == table]
        if changes:
            yield table, changes


def _told(change: Change, names: naming.Names, reason: str) -> str:
    if change.table == "claims":
        return f"{_name(change, names)}: {_reworded(change, names, reason)}"
    name = names.row(change.table, change.key)
    if change.change != CHANGED:
        return name
    told = (
        f"{c.replace('_', ' ')} {_value(old and names.value(c, old))} → {_value(new and names.value(c, new))}"
        for c, old, new in change.values
    )
    return f"{name}: {'; '.join(told)}"


def _name(change: Change, names: naming.Names | None) -> str:
    """A claim in words."""
    return change.key[0] if names is None else names.claim(change.key[0])


def _reason(before: Side, after: Side) -> str:
    """Why a claim moves that no text moves: what it is made with changed."""
    parts = {part for part, _, _ in _changed_inputs(before, after)}
    changed = [said for part, said in MAKING.items() if part in parts]
    return f"{wording.listed(changed, last='or')} changed" if changed else ""


def _accounts_lost(difference: Difference) -> dict[str, str]:
    """Text -> the side whose account it had been counted as, where it is now told of none."""
    return {
        row.key[0]: old
        for row in difference.rows
        if row.table == "documents"
        for column, old, new in row.values
        if column == "account" and old is not None and new is None
    }


def _reworded(
    change: Change, names: naming.Names | None, reason: str = "", accounts: Mapping[str, str] | None = None
) -> str:
    """``“four” became “five”, because Trend, 19 June 2020, is new``; of a long list what came and went.

    ``accounts``: the side whose account a text had been counted as (by document).
    """
    _, old, new = change.values[-1]  # the words, where they differ too, come after the value
    if (change.label == SHOWN and old is None) or change.label == DROPPED:
        return _moved(old, new)
    texts = [document if names is None else names.text(document) for document in change.documents]
    why = ELSEWHERE if change.on == "known_events" else reason
    if texts:
        which = wording.listed(texts)
        what = _without(change.documents, names) or f"what is recorded of {which} changed"
        why = f"of {which}" if change.label == ADDITION else what
        side = (accounts or {}).get(change.documents[0])
        if names and side and len(texts) == 1 and naming.stem(change.key[0]) == "texts-account":
            side = names.value("account", side)
            why = f"{which} does not say whose account it gives; it had been counted as that of {side}"
    return f"{_moved(old, new)}{f', because {why}' if why else ''}"


def _without(documents: Sequence[str], names: naming.Names | None) -> str | None:
    """That texts were taken out, where that is all that happened to them."""
    if names is None or not names.gone.issuperset(documents):
        return None
    are = "is" if len(documents) == 1 else "are"
    return f"{wording.listed([names.text(document) for document in documents])} {are} no longer held"


def _moved(old: str | None, new: str | None) -> str:
    if old is None or new is None:
        return f"{_quoted(new)} is new" if old is None else f"{_quoted(old)} is gone"
    before, after = old.split("; "), new.split("; ")
    came = [part for part in after if part not in before]
    went = [part for part in before if part not in after]
    if len(before) + len(after) < 3 or not (came or went):
        return f"{_quoted(old)} became {_quoted(new)}"
    both = (("gained", came), ("lost", went))
    return " and ".join(f"{what} {_quoted('; '.join(parts))}" for what, parts in both if parts)


def _quoted(value: str | None) -> str:
    """A value in quotation marks; a quotation has its own."""
    shown = _value(value)
    return f"“{shown.removeprefix('“').removesuffix('”')}”"


def _value(value: str | None) -> str:
    if value is None:
        return "(none)"
    return value if len(value) <= LONGEST else f"{value[:LONGEST].rstrip()} …"


def _substantial(change: Change) -> str:
    return ", substantial" if change.is_substantial else ""
