"""The part of the dataset that a brief is asked for: one counterpart, some years, or both."""

from __future__ import annotations

import calendar
import json
import re
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dialogues.base import placing
from dialogues.base.errors import Problem, UsageError
from dialogues.base.project import Project
from dialogues.brief import summaries, wording
from dialogues.brief.sections import named
from dialogues.dataset import Dataset
from dialogues.releasing import edition
from dialogues.releasing.edition import Edition
from dialogues.releasing.noted import Noted
from dialogues.render import Prepared

DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:T.*)?", re.ASCII)
NOT_IN_NAMES = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """What was asked for; what is empty leaves nothing out.

    Attributes
    ----------
    counterpart
        A code such as ``EU``, or its label.
    first, last
        The first and the last day of meetings, as given: a year, a month or a day.
    """

    counterpart: str = ""
    first: str = ""
    last: str = ""

    @property
    def suffix(self) -> str:
        """What the names of its files end with."""
        return "".join(f"-{NOT_IN_NAMES.sub('-', one)}" for one in (self.counterpart, *self._years) if one)

    @property
    def _years(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                f"{word}-{given}" if not (self.first and self.last) else given
                for word, given in (("from", self.first), ("to", self.last))
                if given
            )
        )


def of(counterpart: object = None, first: object = None, last: object = None) -> Part | None:
    """The part that a notebook's parameters ask for; none where they are empty.

    Raises
    ------
    UsageError
        Where a day is none, or the last is before the first.
    """
    asked = Part(*("" if value is None else _said(value) for value in (counterpart, first, last)))
    if asked == Part():
        return None
    begin, end = _bounds(asked)
    if begin and end and begin > end:
        problem = f"The part from {asked.first} to {asked.last} is out of order."
        raise UsageError(Problem(problem, "Give the earlier day as `from`."))
    return asked


def select(d: Dataset, asked: Part) -> tuple[dict[str, pl.DataFrame], Part]:
    """The rows of the meetings asked for, and what was asked with the counterpart as its code.

    Raises
    ------
    UsageError
        Where no meeting is in that part.
    """
    asked = replace(asked, counterpart=_code(d, asked.counterpart))
    begin, end = _bounds(asked)
    events, known = d["events"], d["known_events"]
    if asked.counterpart:
        own = d["counterparts"].filter(counterpart=asked.counterpart)
        events = events.join(own, on="event_id", how="semi", maintain_order="left")
        known = known.filter(counterpart=asked.counterpart)
    events, known = (_between(frame, begin, end) for frame in (events, known))
    if events.is_empty():
        problem = f"No meeting {_words(asked, asked.counterpart)} has a text."
        raise UsageError(Problem(problem, "Ask for another counterpart, or for more years."))
    kept = d["documents"].join(events, on="event_id", how="semi", maintain_order="left")
    made = {"events": events, "known_events": known, "documents": kept}
    for name, frame in d.items():
        for key, of_kept in (("document_id", kept), ("event_id", events)):
            if name not in made and key in frame.columns:
                made[name] = frame.join(of_kept, on=key, how="semi", maintain_order="left")
    return {name: made.get(name, frame) for name, frame in d.items()}, asked


def titled(current: Edition, d: Dataset, asked: Part) -> Edition:
    """The edition, named as of this part."""
    names = dict(summaries.labels(d, "counterpart").iter_rows())
    words = _words(asked, named(asked.counterpart, names.get(asked.counterpart, asked.counterpart)))
    return replace(current, title=f"{current.title}: meetings {words}")


def tell(project: Project, named: Edition, made_of: Noted, asked: Part, stem: str, d: Dataset) -> None:
    """Leave for the end of the render what page, paper and files are called, and what they are made of."""
    file = stem + asked.suffix
    inputs = made_of.inputs
    linked = edition.json_ld(named, inputs, file)
    place = Prepared.of(project).part(stem)
    place.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "title": named.title,
        "file": file,
        "made_of": f"{wording.tallied(d['documents'].height, 'document')}, "
        f"{wording.tallied(d['events'].height, 'event')}, codebook {inputs.parts['codebook'][:7]}",
        "head_extra": f'<script type="application/ld+json">{linked}</script>',
    }
    placing.write(place, f"{json.dumps(told, indent=1, sort_keys=True)}\n".encode())


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _bounds(asked: Part) -> tuple[date | None, date | None]:
    return _day(asked.first, is_last=False), _day(asked.last, is_last=True)


def _day(given: str, *, is_last: bool) -> date | None:
    """The first or the last day of a year, a month or a day."""
    if not given:
        return None
    match = DAY.fullmatch(given)
    if match is not None:
        year, month = int(match["year"]), int(match["month"] or (12 if is_last else 1))
        try:
            day = int(match["day"] or (calendar.monthrange(year, month)[1] if is_last else 1))
            return date(year, month, day)
        except ValueError:
            pass
    raise UsageError(
        Problem(f"{given!r} is no day.", "Give a year, a month or a day: 2020, 2020-06, 2020-06-18.")
    )


def _between(frame: pl.DataFrame, begin: date | None, end: date | None) -> pl.DataFrame:
    """Rows whose first day lies between the two; where one is given, none of those without a day."""
    if begin is not None:
        frame = frame.filter(pl.col("start_date") >= begin)
    return frame if end is None else frame.filter(pl.col("start_date") <= end)


def _code(d: Dataset, given: str) -> str:
    """The counterpart's code, given that or a label in any case."""
    there = d["counterparts"]["counterpart"].unique().sort().to_list()
    names = {code: code for code in there}
    for short in (False, True):
        names |= {
            label: code
            for code, label in summaries.labels(d, "counterpart", short=short).iter_rows()
            if code in there
        }
    found = {name.casefold(): code for name, code in names.items()}.get(given.casefold())
    if given and found is None:
        problem = f"No text is about a meeting with {given!r}."
        raise UsageError(Problem(problem, f"Counterparts are {wording.listed(there)}."))
    return found or ""


def _words(asked: Part, name: str) -> str:
    """The part in words: ``with the EU, 2020 to 2022``."""
    by = f"with {name}" if asked.counterpart else ""
    years = (
        f"{asked.first} to {asked.last}"
        if asked.first and asked.last
        else f"from {asked.first}"
        if asked.first
        else f"to {asked.last}"
        if asked.last
        else ""
    )
    return ", ".join(one for one in (by, years) if one)
