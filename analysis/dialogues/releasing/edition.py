"""What is said of the brief as a publication: title, version, dates, licence, how to cite it.

Version: ``pyproject.toml``. Title, state and cut-off: ``seeds/sources.yaml``. The rest: ``CITATION.cff``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dialogues.base import typed_yaml
from dialogues.base.errors import ReleaseError
from dialogues.base.project import Project
from dialogues.corpus import register
from dialogues.corpus.register import Address, Filled
from dialogues.releasing import versions
from dialogues.releasing.provenance import Provenance

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
CITATION = "CITATION.cff"
RELEASING = "DIALOGUES_RELEASE"  # holds the version while `dialogues release` renders it


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the brief; ``cutoff`` is empty where the sources do not declare one."""

    title: str
    version: str
    cited_version: str  # what CITATION.cff says; a release refuses another than its own
    is_draft: bool
    published: dt.date
    cutoff: dt.date | None
    years: tuple[int, int] | None
    authors: tuple[str, ...]
    licence: str
    licence_url: str  # where the licence's text is kept
    abstract: str
    keywords: tuple[str, ...]
    contact: str
    url: str | None

    @property
    def label(self) -> str:
        """The version as printed: a draft is called one."""
        return f"{self.version} (draft)" if self.is_draft else self.version

    @property
    def citation(self) -> str:
        """How to cite it, in one line."""
        cutoff = "" if self.cutoff is None else f" Data cut-off {in_words(self.cutoff)}."
        url = "" if self.url is None else f" {self.url}"
        authors = ", ".join(self.authors)
        return f"{authors} ({self.published.year}). {self.title}. Version {self.label}.{cutoff}{url}"


class _Typed(BaseModel):
    model_config = ConfigDict(frozen=True)  # CFF has many more keys than are needed here


class _Who(_Typed):
    """A person or an organisation."""

    name: Filled | None = None
    given: Filled | None = Field(None, alias="given-names")
    family: Filled | None = Field(None, alias="family-names")

    @model_validator(mode="after")
    def _is_named(self) -> _Who:
        if not self.called:
            raise ValueError("it has neither `name` nor `family-names`")
        return self

    @property
    def called(self) -> str:
        """The name as one writes it."""
        return self.name or " ".join(filter(None, (self.given, self.family)))


class _Citation(_Typed):
    """What is needed of ``CITATION.cff`` (Citation File Format 1.2)."""

    version: Filled
    released: typed_yaml.Day = Field(alias="date-released")
    authors: Annotated[tuple[_Who, ...], Field(min_length=1)]
    licence: Filled = Field(alias="license")
    abstract: Filled
    licence_url: Address | None = Field(None, alias="license-url")
    keywords: tuple[Filled, ...] = ()
    contact: tuple[_Who, ...] = ()
    url: Address | None = None


def current(project: Project) -> Edition:
    """The edition that ``project`` declares; a draft, unless a release is being rendered.

    Raises
    ------
    ReleaseError
        Where ``CITATION.cff`` lacks what an edition needs, or has it in another form.
    """
    citation = _citation(project)
    corpus = register.read(project.seeds).corpus
    version = versions.declared(project)
    return Edition(
        title=corpus.title,
        version=version,
        cited_version=citation.version,
        is_draft=os.environ.get(RELEASING) != version,
        published=citation.released,
        cutoff=corpus.cutoff,
        years=corpus.years,
        authors=tuple(author.called for author in citation.authors),
        licence=citation.licence,
        licence_url=citation.licence_url or f"https://spdx.org/licenses/{citation.licence}.html",
        abstract=citation.abstract,
        keywords=citation.keywords,
        contact=", ".join(contact.called for contact in citation.contact or citation.authors),
        url=citation.url,
    )


def json_ld(edition: Edition, provenance: Provenance, file: str = "brief") -> str:
    """schema.org's ``Report`` and its ``Dataset``, safe inside ``<script type="application/ld+json">``."""
    shared: dict[str, Any] = {
        "version": edition.label,
        "datePublished": edition.published.isoformat(),
        "inLanguage": "en",
        "license": edition.licence_url,
        "author": [{"@type": "Organization", "name": name} for name in edition.authors],
        "keywords": list(edition.keywords),
        "isAccessibleForFree": True,
        "identifier": {"@type": "PropertyValue", "propertyID": "inputs-sha256", "value": provenance.sha256},
    }
    if edition.years is not None:
        shared["temporalCoverage"] = "/".join(str(year) for year in edition.years)
    if edition.url is not None:
        shared["url"] = edition.url
    dataset = {
        "@type": "Dataset",
        "@id": "#dataset",
        "name": f"{edition.title}: data",
        "description": edition.abstract,
        "creativeWorkStatus": "Draft" if edition.is_draft else "Published",
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "application/vnd.datapackage+json",
            "contentUrl": "datapackage.json",
        },
        **shared,
    }
    report = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": edition.title,
        "abstract": edition.abstract,
        "creativeWorkStatus": "Draft" if edition.is_draft else "Published",
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": f"{file}.pdf",
        },
        "isBasedOn": dataset,
        **shared,
    }
    return json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True).replace("<", "\\u003c")


def keywords(edition: Edition, provenance: Provenance) -> list[str]:
    """The PDF's keywords, where its XMP carries what has no field of its own: version, inputs, licence."""
    return [
        *edition.keywords,
        f"version {edition.label}",
        f"inputs {provenance.short}",
        f"licence {edition.licence}",
    ]


def in_words(day: dt.date) -> str:
    """A day as the brief writes it: ``19 June 2025``, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _citation(project: Project) -> _Citation:
    parsed = typed_yaml.read(project.root / CITATION, _Citation, CITATION)
    if parsed.model is None:
        raise ReleaseError(parsed.problems)
    return parsed.model
