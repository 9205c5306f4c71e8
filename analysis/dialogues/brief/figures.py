"""Figures of the brief: a chart with its finding, its measure, its description and its data.

A figure shows itself as Markdown that holds for both formats: in HTML the drawn chart with its
specification beside it, which a script makes live; in the PDF the drawn chart with its description.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import polars as pl

from dialogues.base import placing
from dialogues.brief import theme
from dialogues.brief.drawer import drawer, kept_at
from dialogues.brief.wording import quoted
from dialogues.dataset import sheets

if TYPE_CHECKING:
    from dialogues.brief.charts import Chart
    from dialogues.brief.views import Plans

    Shown = pl.DataFrame | Plans | Sequence[str]  # what a chart is made of

SIZE = re.compile(r' width="([\d.]+)" height="([\d.]+)"')
CLAIM = re.compile(r"\[((?:\\.|[^\]\\])*)\]\{\.claim[^}]*\}")
SAFE = ",:;/()"  # what an address may hold as it is
TALLEST = 215 / 164  # of a chart on paper: height by width of what a page has for it, in millimetres


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its Vega-Lite specification in the theme, and its drawing, which may be on the way."""

    specification: Mapping[str, Any]
    drawing: Future[str]

    @classmethod
    def of(cls, chart: Chart) -> Picture:
        """Ask for the drawing of ``chart``."""
        return cls._of(_specified(chart))

    @classmethod
    def made(cls, make: Callable[..., Chart], *shown: Shown, **options: bool) -> Picture:
        """Ask for the drawing of the chart that ``make`` makes of what is ``shown``.

        Where drawings are kept, its specification is too: making it takes as long as drawing it does.
        """
        told = f"{make.__module__}.{make.__qualname__}{options}{[_told(each) for each in shown]}"
        kept = kept_at("json", told.encode())
        if kept is not None and kept.is_file():
            return cls._of(json.loads(kept.read_bytes()))
        specification = _specified(make(*shown, **options))
        if kept is not None:
            placing.write(kept, json.dumps(specification).encode())
        return cls._of(specification)

    @classmethod
    def _of(cls, specification: Mapping[str, Any]) -> Picture:
        return cls(specification, drawer().draw(specification))


def _told(shown: Shown) -> str:
    """All that a chart is made of, as text: equal where it is."""
    if isinstance(shown, pl.DataFrame):
        return f"{shown.schema}{shown.rows()}"
    if is_dataclass(shown):
        return str([_told(getattr(shown, each.name)) for each in fields(shown)])
    return repr(shown)


def _specified(chart: Chart) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, in the theme.

    Altair would check it against the whole schema, which takes as long as drawing it does; drawing tells.
    """
    return {**chart.to_dict(validate=False), "config": theme.chart_config()}


@dataclass(frozen=True, slots=True)
class Pictures:
    """A chart for paper and wide screens, and for phones."""

    wide: Picture
    narrow: Picture

    @classmethod
    def of(cls, wide: Chart, narrow: Chart) -> Pictures:
        """Ask for the drawings of two charts."""
        return cls(Picture.of(wide), Picture.of(narrow))

    @classmethod
    def made(cls, make: Callable[..., Chart], wide: Sequence[Shown], narrow: Sequence[Shown]) -> Pictures:
        """Ask for the drawings of the charts that ``make`` makes of what is shown ``wide`` and ``narrow``."""
        return cls(Picture.made(make, *wide), Picture.made(make, *narrow, narrow=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart, drawn wide and narrow.

    ``title`` says the finding and ``measure`` what is shown, both in Markdown; ``description`` says in
    plain words all a reader who does not see the chart needs; ``data`` is what the CSV holds and
    ``table`` (Markdown) what the page shows of it. Where the numbers of the chart are claims, ``numbers_at``
    names the section of the paper that has the table too.
    """

    name: str
    title: str
    measure: str
    caption: str
    description: str
    pictures: Pictures
    data: pl.DataFrame
    table: str
    numbers_at: str | None = None

    @property
    def told(self) -> str:
        """The finding in plain words, then the description."""
        finding = re.sub(r"\\(.)", r"\1", CLAIM.sub(r"\1", self.title))
        return f"{finding}. {self.description}"

    def _repr_markdown_(self) -> str:
        drawn = self.pictures.wide.drawing.result()
        return f"""
::::: {{#fig-{self.name}}}

[{self.title}]{{.chart-title}}
[{self.measure}]{{.chart-measure}}

:::: {{.content-visible when-format="html"}}

```{{=html}}
<div class="chart" data-chart="{self.name}">
{self._live("wide", self.pictures.wide)}
{self._live("narrow", self.pictures.narrow)}
</div>
<details class="chart-data"><summary>{self._summary()}</summary>
```

{self.table}

```{{=html}}
<p>{self._download()}</p>
</details>
```

::::

:::: {{.content-visible unless-format="html"}}

```{{=typst}}
#image(bytes({quoted(drawn)}), format: "svg", {_size(drawn)}, alt: {quoted(self.told)})
```

::::

{self.caption}{self._on_paper()}

:::::
"""

    def _summary(self) -> str:
        """What opens the data, and that each number there opens its sentences."""
        return "The data of this chart" + ("; each number opens its sentences" if self.numbers_at else "")

    def _on_paper(self) -> str:
        """Where the paper has the numbers with their claims."""
        if self.numbers_at is None:
            return ""
        said = f"The [evidence annex](#{self.numbers_at}) leads from each number to its sentences."
        return f' [{said}]{{.content-visible unless-format="html"}}'

    def _live(self, form: str, picture: Picture) -> str:
        """The drawn chart, and the specification that makes it live."""
        label, drawn = html.escape(self.told), picture.drawing.result()
        spec = json.dumps(picture.specification, ensure_ascii=False, separators=(",", ":"))
        return (
            f'<div class="chart-{form}">\n'
            f'<div class="chart-drawing" role="img" aria-label="{label}">{drawn}</div>\n'
            f'<script type="application/json">{spec.replace("<", chr(92) + "u003c")}</script></div>'
        )

    def _download(self) -> str:
        """The data as a file that is part of the page: it can be had without a network."""
        address = f"data:text/csv;charset=utf-8,{quote(sheets.text(self.data), safe=SAFE)}"
        return f'<a download="{self.name}.csv" href="{address}">Download as CSV ({self.name}.csv)</a>'


def _size(drawn: str) -> str:
    """The size of a drawing on paper: as wide as the text, or as high as a page where it is very tall."""
    width, height = (float(side) for side in SIZE.search(drawn).groups())  # type: ignore[union-attr]  # each drawing has it
    return "width: 100%" if height <= TALLEST * width else "height: 215mm"
