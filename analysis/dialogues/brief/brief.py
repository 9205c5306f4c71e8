"""What a notebook calls: the dataset in words, charts and tables, with the ledger behind them.

What draws is imported where a chart is drawn: Altair takes a third of a second, which `check` need not wait.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from dialogues import dataset
from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import Project
from dialogues.brief import (
    annex,
    counted,
    coverage,
    delegations,
    messages,
    onebyone,
    overview,
    own,
    part,
    places,
    plan_table,
    popovers,
    prose,
    readers,
    reports,
    sections,
    session,
    sheets,
    silence,
    statements,
    summaries,
    tables,
    templates,
    topic_changes,
    topics,
    wording,
    years,
)
from dialogues.brief.carried import Carried
from dialogues.brief.claims import Ledger, Markdown
from dialogues.brief.figures import Figure
from dialogues.brief.part import Part
from dialogues.brief.summaries import Finding, Value
from dialogues.dataset import Dataset
from dialogues.releasing import edition, noted, provenance
from dialogues.releasing.changes import Changes, since_last
from dialogues.releasing.noted import Noted
from dialogues.render import BRIEF, LEDGER, Prepared, evidence_of

if TYPE_CHECKING:
    from dialogues.brief.charts import Chart

MOST = 20  # pairs of meetings, or of texts, that are put side by side
WHOLE = ("years", "open")  # parts of the annex that are shown however many meetings there are
SEVERAL = 3  # dialogues with numbered rounds; more are told in a table


@dataclass
class Brief:
    """One brief in the making."""

    project: Project
    folder: Path  # the one that a cell may write in; its files go beside the dataset
    data: Dataset
    ledger: Ledger
    whole: Dataset  # with what counts nowhere
    levels: Mapping[str, str] = field(default_factory=dict)  # the words for each commitment
    speakers: Mapping[str, str] = field(default_factory=dict)  # for what all say together, or nobody named
    method: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict
    )  # the words of what the annexes claim
    later: dict[str, Callable[[], str]] = field(default_factory=dict)  # what the annex has of each meeting
    part: Part | None = None  # what it is asked to be of; all, where nothing is asked
    noted: Noted | None = None  # what it is made of; as things are, where nobody noted it
    _matrix: Figure | None = None
    _has_texts: bool = False

    @classmethod
    def of(cls, project: Project, folder: Path, whole: Dataset, asked: Part | None = None) -> Brief:
        """The brief on what counts of a dataset."""
        data = counted.counted(whole)
        return cls(project, folder, data, Ledger(data), whole, part=asked)

    # Numbers and lists of the prose ------------------------------------------------------------------

    def claim(self, finding: Finding, noun: str | None = None) -> Markdown:
        """Say ``finding``, and remember what it stands on."""
        return self.ledger.claim(finding, noun)

    def quote(self, name: str, words: str, document_id: str | None = None) -> Markdown:
        """Quote ``words`` verbatim."""
        return self.ledger.quote(name, words, document_id)

    # An author's own -----------------------------------------------------------------------------------

    def claim_of(
        self,
        name: str,
        rows: pl.DataFrame,
        noun: str | None = None,
        *,
        value: Value | None = None,
        table: str | None = None,
    ) -> Markdown:
        """Say how many ``rows`` of a table of the dataset there are (or ``value``), with their evidence.

        ``name`` is the claim's own and stays: the next release says by it what changed.
        """
        return own.claim_of(self.ledger, name, rows, noun, value, table)

    def table(self, frame: pl.DataFrame, caption: str, *, label: str | None = None) -> Markdown:
        """Show any frame as a table; ``@tbl-label`` refers to it."""
        return own.table(frame, caption, label)

    def chart(
        self,
        chart: Chart,
        alt: str,
        *,
        title: str = "",
        caption: str = "",
        name: str | None = None,
        data: pl.DataFrame | None = None,
    ) -> Figure:
        """Show any Altair chart in the theme, with its data as table and CSV; ``@fig-name`` refers to it.

        ``alt`` says in words what is to be seen; its first sentence is the title unless there is one.
        """
        return own.chart(chart, alt, title, caption, name, data)

    @cached_property
    def texts(self) -> Finding:
        """How many texts there are."""
        return summaries.count("texts-total", "documents", self.data["documents"])

    @cached_property
    def texts_on_meetings(self) -> Finding:
        """How many texts report them; all texts, where none does."""
        own = self.data["documents"].filter("in_scope")
        return summaries.count("texts-in-scope", "documents", own) if own.height else self.texts

    @cached_property
    def meetings(self) -> Finding:
        """How many meetings they report."""
        return summaries.total(self.data, "meetings-total", "events", self.data["events"], "meetings")

    @cached_property
    def sentences(self) -> Finding:
        """How many sentences were read for codes."""
        rows = self.data["sentences"].filter(pl.col("role").is_in(["body", "header"]))
        return summaries.total(self.data, "sentences-read", "sentences", rows, "sentences that count")

    @cached_property
    def coded_sentences(self) -> Finding:
        """How many of them carry a code."""
        rows = self.data["sentences"].filter(pl.col("sentence_id").is_in([*annex.codes(self.data)]))
        return summaries.total(self.data, "sentences-coded", "sentences", rows, "codes")

    @cached_property
    def codes(self) -> Finding:
        """How many codes the codebook has."""
        rows = self.data["codes"].filter(
            pl.col("facet") != "counterpart"
        )  # states and bodies, as listed elsewhere
        return summaries.total(self.data, "codes-total", "codes", rows, "codes")

    @property
    def state(self) -> str:
        """The state whose dialogues these are."""
        return tables.state_name(self.data)

    def aside(self, sentence: str, **parts: str) -> Markdown:
        """How many texts count nowhere: of another state, of other years, on no meeting."""
        return Markdown(counted.told(self.ledger, self.whole, sentence, parts))

    def meetings_listed(self, each: str, template: str, none: str) -> Markdown:
        """The meetings by kind and counterpart; where they are many, how many of ``each`` kind."""
        if overview.is_large(self.data):
            return Markdown(overview.meetings(self.ledger, each, template) + ".")
        return Markdown(said + "." if (said := sections.meetings_listed(self.ledger, none)) else "")

    # Sections ----------------------------------------------------------------------------------------

    def key_messages(self, otherwise: tuple[str, ...] = (), **messages_: str | tuple[str, ...]) -> Markdown:
        """The key messages in the order given: of each one template, or several of which the first fits.

        ``otherwise``: templates for where none can be said, of which the first that fits is.
        """
        return Markdown(messages.told(self.ledger, self.edition.published, messages_, otherwise))

    def say(self, template: str, **slots: templates.Value) -> Markdown:
        """One sentence of the notebook with its slots filled; nothing where it cannot be."""
        return Markdown(templates.fill(self.ledger, template, slots) or "")

    def sheets(
        self, rows: Mapping[str, str], notes: Mapping[str, str], none: str, many: Mapping[str, Any]
    ) -> Markdown:
        """A fact sheet per meeting; where these are ``many`` (see overview.counterparts), who met whom."""
        if overview.is_large(self.data):
            self.later["sheets"] = lambda: sheets.sheets(self.ledger, rows, notes, self.levels)
            return Markdown(overview.counterparts(self.ledger, **many))
        return Markdown(sheets.sheets(self.ledger, rows, notes, self.levels) or none)

    def silence(self, rows: Mapping[str, str], notes: Mapping[str, str], caption: str, none: str) -> Markdown:
        """What a joint read-out usually tells, against each text."""
        return Markdown(silence.grid(self.ledger, rows, notes, caption) or none)

    def coverage(self, template: str, held: str, known: str, none: str, many: Mapping[str, Any]) -> Markdown:
        """Which rounds have a text, which are known from elsewhere, which were not looked up.

        Of ``many`` dialogues (see overview.coverage) in a table.
        """
        if summaries.rounds(self.data).select(summaries.SERIES).n_unique() > SEVERAL:
            return Markdown(overview.coverage(self.ledger, **many))
        return Markdown(coverage.told(self.ledger, template, held, known, none))

    def topic_changes(self, heads: Mapping[str, str], caption: str, none: str) -> Markdown:
        """What the latest of two meetings keeps, drops and adds, in the words found."""
        shown = topic_changes.LATEST if overview.is_large(self.data) else topic_changes.PAIRS
        self.later["topics"] = lambda: topic_changes.several(self.ledger, heads, caption, shown, MOST)
        return Markdown(topic_changes.several(self.ledger, heads, caption, 0, shown) or none)

    def read_by(self, template: str, **changes: str) -> Markdown:
        """Who has read the texts, as the readings say, and what was put right (see readers.changes)."""
        slots = {
            **readers.slots(self.data),
            "changes": lambda: readers.changes(self.ledger, changes),
        }
        return Markdown(templates.fill(self.ledger, template, slots) or "")

    def background(self, each: tuple[str, str], many: str) -> Markdown:
        """Which topics are named only as background to a meeting."""
        return Markdown(sections.background(self.ledger, each, many))

    def instruments(self, template: str, none: str) -> Markdown:
        """Which treaties and mechanisms the texts name."""
        return Markdown(sections.instruments(self.ledger, template, none))

    def statements(
        self,
        heads: Mapping[str, str],
        together: str,
        present: str,
        nobody: str,
        of_text: str,
        caption: str,
        none: str,
        many: Mapping[str, str],
    ) -> Markdown:
        """What the texts report as said and agreed, by what it commits to.

        Where the meetings are ``many`` (see statements.by_counterpart), it is counted.
        """
        self.speakers = {"together": together, "present": present, "nobody": nobody, "of_text": of_text}

        def each() -> str:
            return statements.by_meeting(
                self.ledger, self.levels, heads=heads, caption=caption, **self.speakers
            )

        if overview.is_large(self.data):
            self.later["statements"] = each
            return Markdown(statements.by_counterpart(self.ledger, **many) or none)
        return Markdown(each() or none)

    def open_ends(
        self, left: Mapping[str, str], heads: Mapping[str, str], caption: str, none: str
    ) -> Markdown:
        """What was left open: since when, by whom, in which words."""

        def register(most: int | None) -> str:
            return statements.open_ends(self.ledger, left, heads, caption=caption, most=most, **self.speakers)

        if not (overview.is_large(self.data) and statements.are_many(self.data)):
            return Markdown(register(None) or none)
        self.later["open"] = lambda: register(None)
        return Markdown(register(statements.MOST_OPEN))

    def delegation(self, heads: Mapping[str, str], caption: str, none: str) -> Markdown:
        """What changed in the state's delegation between the latest two meetings with one counterpart."""
        return Markdown(delegations.latest(self.ledger, heads, caption) or none)

    def plans(
        self, heads: Mapping[str, str], caption: str, others: str, none: str, many: Mapping[str, Any]
    ) -> Markdown:
        """The plans, in which words the texts name them, and their status then and on publication.

        Where the meetings are ``many`` (see tables.plan_statuses), those whose texts name them.
        """
        if overview.is_large(self.data):
            return Markdown(tables.plan_statuses(self.ledger, others=others, **many) or none)
        told = plan_table.table(self.ledger, self.edition.published, heads, caption, others)
        return Markdown(told or none)

    def reports(
        self, wordings: Mapping[str, str], none: str, many: Mapping[str, Any], near: str = ""
    ) -> Markdown:
        """Meetings that several texts report, the sentences side by side; counted where they are ``many``.

        ``near`` tells of those that may be one (see overview.side_by_side).
        """
        told = "\n\n".join(
            filter(None, [overview.side_by_side(self.ledger, near), self._reports(wordings, many)])
        )
        return Markdown(told or none)

    def _reports(self, wordings: Mapping[str, str], many: Mapping[str, Any]) -> str:
        if overview.is_large(self.data):
            self.later["reports"] = lambda: reports.side_by_side(self.ledger, wordings, MOST)
            some = summaries.double_reports(self.data).height
            return overview.double_reports(self.ledger, **many) if some else ""
        return reports.side_by_side(self.ledger, wordings, MOST)

    # Figures -----------------------------------------------------------------------------------------

    def timeline(
        self, *, title: str, measure: str, caption: str, description: str, none: str
    ) -> Figure | Markdown:
        """The meetings in time (see drawings.timeline for the slots)."""
        from dialogues.brief import drawings

        drawn = drawings.timeline(
            self.ledger, title=title, measure=measure, caption=caption, description=description
        )
        return drawn or Markdown(none)

    def rounds(
        self,
        *,
        title: str,
        several: str,
        each: tuple[str, str],
        measure: str,
        caption: str,
        description: str,
    ) -> Figure | Markdown:
        """The numbered rounds and what is held of them (see drawings.rounds for the slots)."""
        from dialogues.brief import drawings

        drawn = drawings.rounds(
            self.ledger,
            title=title,
            several=several,
            each=each,
            measure=measure,
            caption=caption,
            description=description,
        )
        return drawn or Markdown("")

    def matrix(
        self,
        few: topics.Words,
        many: topics.Words,
        one_by_one: Mapping[str, str],
        over_years: Mapping[str, str],
    ) -> Figure | Markdown:
        """Topics by meeting or counterpart, where the meetings are so many that counts mean something.

        See topics.figure for the slots; ``one_by_one`` and ``over_years`` word tables of the annex.
        """
        if overview.is_large(self.data):
            self.later["years"] = lambda: years.table(self.ledger, **over_years)
        self.later["matrix"] = lambda: topics.one_by_one(self.ledger, **one_by_one)
        self._matrix = topics.figure(self.ledger, few, many) if topics.are_many(self.data) else None
        return self._matrix or Markdown("")

    def plan_chart(self, *, title: str, measure: str, caption: str, description: str) -> Figure | Markdown:
        """Plans in time (see drawings.plans for the slots)."""
        from dialogues.brief import drawings

        drawn = drawings.plans(
            self.ledger, title=title, measure=measure, caption=caption, description=description
        )
        return drawn or Markdown("")

    # Annexes -----------------------------------------------------------------------------------------

    def one_by_one(
        self,
        titles: Mapping[str, str] | None = None,
        opening: str = "",
        too_many: str = "",
        counterparts: Mapping[str, str] | None = None,
    ) -> Markdown:
        """What the texts tell of each meeting, where these are too many for the brief itself.

        ``titles`` name the parts: ``sheets``, ``matrix``, ``topics``, ``statements``, ``reports``. Where
        there are too many for a file, ``too_many`` says where each is. ``counterparts`` words the place of
        each (see places.told).
        """
        self._one_by_one_words = (titles or {}, opening, too_many, counterparts or {})
        return self._one_by_one

    @cached_property
    def _one_by_one(self) -> Markdown:
        titles, opening, too_many, words = self._one_by_one_words
        are_shown = onebyone.has_each(self.data)
        named = {
            title: self.later[name]
            for name, title in titles.items()
            if name in self.later and (are_shown or name in WHOLE)
        }
        if words and overview.is_large(self.data):
            named = {titles["places"]: lambda: places.told(self.ledger, words, are_shown=are_shown), **named}
        with self.ledger.linked():
            return Markdown(onebyone.annex(named, opening if are_shown else too_many))

    def data_dictionary(self) -> Markdown:
        """Every table and column."""
        return Markdown(tables.data_dictionary(self.data))

    def codebook(self, before: str, none: str) -> Markdown:
        """The topics named, with their definitions, and a line ``before`` them."""
        listed = tables.codebook(self.data)
        return Markdown(f"{before}\n\n{listed}" if listed else none)

    def acronyms(self) -> Markdown:
        """What the acronyms stand for; nothing where the texts name none."""
        return Markdown(tables.acronyms(self.data) or "")

    def evidence_apart(self) -> Markdown:
        """The mark by which the evidence gets files of its own, where it is long."""
        if not counted.is_apart(self.data):
            return Markdown("")
        return Markdown(f'::: {{.apart file="{evidence_of(self.file)}" of="{self.file}"}}\n:::')

    def evidence(self) -> Markdown:
        """The texts with their coded words."""
        self._has_texts = True
        return Markdown(annex.texts(self.ledger))

    def texts_aside(self, none: str) -> Markdown:
        """The texts that count nowhere, each with the reason."""
        return Markdown(annex.aside(self.ledger, none))

    def topic_numbers(self, title: str) -> Markdown:
        """On paper, the topic matrix as a table: each number with its claim."""
        return Markdown(topics.numbers(self._matrix, title) if self._matrix else "")

    def close(self) -> Markdown:
        """The list of claims, and the ledger written for what is made of the page.

        A page beside the brief has the list without asking, and the texts of the brief.
        """
        is_whole = self.part is None and session.notebook() == BRIEF
        self.ledger.write(Prepared.of(self.project).ledger(LEDGER if is_whole else self.file))
        return Markdown(annex.claims(self.ledger) if self._leads_to_texts else "")

    def popovers(self) -> Markdown:
        """What opens at each claim of the page (a page beside the brief has it without asking)."""
        return Markdown(popovers.popovers(self.ledger, self.edition.citation) if self._leads_to_texts else "")

    @property
    def _leads_to_texts(self) -> bool:
        """Whether the sentences are on this page, so that claims can lead to them."""
        return self._has_texts or self.ledger.keep is None

    # The publication ---------------------------------------------------------------------------------

    @cached_property
    def edition(self) -> edition.Edition:
        """Version, dates, licence, citation."""
        current = self.noted.edition if self.noted else edition.current(self.project)
        return current if self.part is None else part.titled(current, self.data, self.part)

    @property
    def file(self) -> str:
        """The name of its files, without the suffix."""
        stem = session.notebook()
        return Prepared.of(self.project).file(stem) if self.part is None else stem + self.part.suffix

    def as_pdf(self, words: str) -> Markdown:
        """A link to the PDF of this page."""
        return Markdown(f"[{words}]({self.file}.pdf)")

    @property
    def version(self) -> str:
        """The version, said to be a draft where it is one."""
        return self.edition.label

    @property
    def citation(self) -> str:
        """How to cite this version."""
        return self.edition.citation

    @property
    def contact(self) -> str:
        """Whom to write to."""
        return f"{self.edition.contact}."

    @property
    def licence(self) -> Markdown:
        """Under which terms the brief and its data may be used, with a link: "CC BY 4.0"."""
        return Markdown(wording.link(self.edition.licence.replace("-", " "), self.edition.licence_url))

    def notice(self, title: str) -> Markdown:
        """A notice, where a correction changes a key message."""
        whole = self.part is None  # a part has no release to be compared with
        said = since_last(self.project, self.data, self.ledger.frame()).notice if whole else None
        if said is None:
            return Markdown("")
        words = wording.markdown(said)
        return Markdown(f'::: {{.callout-warning title="{title}"}}\n{words}\n:::\n')

    def changes(self, *told: str) -> Markdown:
        """What was added and corrected since the last release: the first of the templates that fits.

        See releasing.changes.Changes.slots.
        """
        return Markdown(templates.first(self.ledger, told, self._changed.slots) or "")

    def changed_claims(self) -> Markdown:
        """Each claim that is another than in the last release, or gone, and why."""
        return Markdown(self._changed.listed)

    @cached_property
    def _changed(self) -> Changes:
        """What changed; what the annexes claim is made first, so that only what is gone is missing."""
        if self.part is not None:
            return Changes(None, None)
        _ = self._one_by_one
        if self.method:
            _ = self._agreement
        return since_last(self.project, self.data, self.ledger.frame(), is_complete=True)

    # Method ------------------------------------------------------------------------------------------

    @property
    def codebook_version(self) -> str:
        """The codebook's own version."""
        return self.noted.codebook if self.noted else noted.codebook_version(self.project)

    def scope(self, refused: str, none: str) -> Markdown:
        """Which files were ``refused``, and why."""
        return Markdown(sections.scope(self.data, refused, none))

    def links(self, none: str) -> Markdown:
        """Why texts were taken to report one meeting."""
        return Markdown(sections.links(self.data, none))

    def agreement(self) -> Markdown:
        """The agreement with one reader, facet by facet."""
        return self._agreement

    @cached_property
    def _agreement(self) -> Markdown:
        return Markdown(tables.agreement(self.ledger, **self._worded("agreement")))

    def _worded(self, part: str) -> Mapping[str, Any]:
        """The words that the notebook has for a part of the annexes."""
        if part not in self.method:
            problem = f"The notebook has no words for the method's part `{part}`."
            raise NotebookError(Problem(problem, "Give them in its first cell: `b.method = {…}`."))
        return self.method[part]

    def tools(self) -> str:
        """What computes and draws, with versions; what sets the pages is told with the engine."""
        names = ("polars", "pandera", "altair", "vl-convert-python")
        return wording.listed([f"{name} {metadata.version(name)}" for name in names])

    @cached_property
    def inputs(self) -> str:
        """The short hash of everything this brief is made from."""
        return (self.noted.inputs if self.noted else provenance.inputs(self.project)).short

    def cutoff(self, template: str, none: str) -> str:
        """The last day a text of the corpus may be of, as ``{cutoff}``; ``none`` where none is declared."""
        last = self.edition.cutoff
        return none if last is None else templates.told(self.ledger, template, {"cutoff": wording.day(last)})


def open_brief(asked: Part | None = None) -> Brief:
    """The brief of the project around the working directory, on the dataset it was built with.

    ``asked`` makes it the brief of a part: ``open_brief(part.of(counterpart, from_, to))``.

    Raises
    ------
    DialoguesError
        Where the dataset is missing, a notebook's prose holds a number typed by hand, or no meeting is in
        the part asked for.
    """
    from dialogues.brief import drawings

    session.begin()
    project = Project.here()
    prose.check(project)
    folder = Path(os.environ.get("DIALOGUES_DATA") or Prepared.of(project).data)
    data: Dataset = dataset.read(folder)
    if asked is not None:
        data, asked = part.select(data, asked)
    made = Brief.of(project, Prepared.of(project).written, data, asked)
    made.noted = noted.read(Prepared.of(project).noted)
    drawings.begin(made.data)
    if asked is not None:
        part.tell(project, made.edition, made.noted or noted.now(project), asked, session.notebook(), data)
    if session.notebook() != BRIEF:
        own = Carried(project, session.notebook(), made.data, made.citation)
        own.begin()
        made.ledger.keep = own.keep
    return made
