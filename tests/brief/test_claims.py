"""The ledger: no value without rows, no quotation that is not verbatim, names that stay."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import corpora
from dialogues.base.errors import ClaimError
from dialogues.brief import claims
from dialogues.brief.summaries import Finding, count, total
from dialogues.cli import main
from dialogues.dataset import Dataset, write
from small import dataset


@pytest.fixture(scope="module")
def d() -> Dataset:
    return dataset(*corpora.ALL, known=corpora.KNOWN)


@pytest.fixture
def ledger(d: Dataset) -> claims.Ledger:
    return claims.Ledger(d)


def test_a_claim_shows_its_value_and_leads_to_its_evidence(ledger: claims.Ledger, d: Dataset) -> None:
    said = ledger.claim(count("meetings", "events", d["events"]), "meeting")
    assert str(said) == '[three meetings]{.claim ref="meetings" n="1" evidence="six sentences" at="first"}'
    rows = ledger.frame()
    assert rows["keys"][0] == "first|other|second"
    assert set(rows["quote"].drop_nulls()) >= {"18 June 2020", "3 May 2024"}
    assert set(rows["document_id"]) == {"a-one", "b-twin", "c-later", "d-consulted"}


def test_a_value_without_rows_is_refused(ledger: claims.Ledger, d: Dataset) -> None:
    with pytest.raises(ClaimError, match=r"The claim `none` has no rows to stand on"):
        ledger.claim(count("none", "events", d["events"].clear()))


def test_an_absence_says_what_was_searched(ledger: claims.Ledger, d: Dataset) -> None:
    said = ledger.claim(total(d, "penalty", "codings", d["codings"].clear(), "death penalty"))
    assert "[no]" in str(said)
    rows = ledger.frame()
    assert rows["searched"].unique().to_list() == ["death penalty in all texts"]
    assert rows.height == d["documents"].height


def test_one_name_cannot_stand_for_two_values(ledger: claims.Ledger, d: Dataset) -> None:
    ledger.claim(count("n", "events", d["events"]))
    with pytest.raises(ClaimError, match=r"The claim `n` is made of 3 and of 2"):
        ledger.claim(count("n", "events", d["events"].head(2)))


def test_names_do_not_depend_on_the_order_of_claims(d: Dataset) -> None:
    findings = [count("b", "events", d["events"]), count("a", "documents", d["documents"])]
    ledgers = [claims.Ledger(d), claims.Ledger(d)]
    for ledger, order in zip(ledgers, (findings, findings[::-1]), strict=True):
        for finding in order:
            ledger.claim(finding)
    ones, others = (
        ledger.frame().drop("number").sort("claim_id", "document_id", "start") for ledger in ledgers
    )
    assert ones.equals(others)


def test_a_quotation_stands_verbatim_in_a_sentence(ledger: claims.Ledger) -> None:
    assert str(ledger.quote("led", "led the delegation")).startswith("[“led the delegation”]")
    row = ledger.frame().row(0, named=True)
    assert (row["document_id"], row["quote"]) == ("b-twin", "led the delegation")


@pytest.mark.parametrize(("words", "document"), [("led a delegation", None), ("led the delegation", "a-one")])
def test_a_quotation_that_is_not_verbatim_is_refused(
    ledger: claims.Ledger, words: str, document: str | None
) -> None:
    with pytest.raises(ClaimError, match="is not verbatim in"):
        ledger.quote("led", words, document)


def test_an_event_known_from_elsewhere_is_a_claim_without_documents(
    ledger: claims.Ledger, d: Dataset
) -> None:
    ledger.claim(count("known", "known_events", d["known_events"]))
    assert ledger.frame().select("keys", "document_id").rows() == [("third", None)]


def test_key_messages_are_marked(ledger: claims.Ledger, d: Dataset) -> None:
    finding = count("meetings", "events", d["events"])
    ledger.claim(finding)
    with ledger.key_messages():
        ledger.claim(finding)
    assert ledger.frame()["is_key_message"].unique().to_list() == [True]


def test_the_ledger_is_read_back_as_written(ledger: claims.Ledger, d: Dataset, tmp_path: Path) -> None:
    ledger.claim(Finding("topics", ("Health", "Youth"), "codings", d["codings"]))
    ledger.write(tmp_path / "claims.csv")
    assert claims.read(tmp_path).equals(ledger.frame())
    assert ledger.frame()["value"][0] == "Health; Youth"


def test_explain_shows_sentences_with_source_and_hash(ledger: claims.Ledger, d: Dataset) -> None:
    ledger.claim(Finding("health", 3, "codings", d["codings"].filter(pl.col("code") == "health")), "sentence")
    for name in ("health", "1"):
        told = claims.explain(ledger.frame(), d, name)
        assert told.startswith("health (number 1): three sentences")
        assert "They spoke of health and schools." in told
        assert "Agency, 19 June 2020 · a-one.txt · SHA-256 " in told
        assert "words: “health”" in told
    assert claims.index(ledger.frame()).strip() == "1  health: three sentences"


def test_no_value_begins_a_line_of_explain(ledger: claims.Ledger, d: Dataset) -> None:
    value = "on\n::error::x\r\n  Sound: 9 texts"
    ledger.claim(Finding("said", value, "codings", d["codings"]))
    told = claims.explain(ledger.frame(), d, "said")
    assert "Value: on ::error::x Sound: 9 texts" in told.splitlines()
    assert claims.index(ledger.frame()) == "   1  said: on ::error::x Sound: 9 texts"


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("rule", "rules alone"),
        ("confirmed", "rules, confirmed by AB (person); It (program)"),
        ("reading", "the reading of AB (person); It (program)"),
    ],
)
def test_explain_says_what_each_sentence_stands_on(d: Dataset, basis: str, told: str) -> None:
    health = pl.col("code") == "health"
    of_health = pl.when(health).then(pl.lit(basis)).otherwise("basis")
    readers = [(name, who, kind, None, True) for name in d["documents"]["document_id"]
               for who, kind in (("AB", "person"), ("It", "program"))]  # fmt: skip
    read = {
        **d,
        "mentions": d["mentions"].with_columns(basis=of_health),
        "readings": pl.DataFrame(readers, schema=d["readings"].schema, orient="row"),
    }
    ledger = claims.Ledger(read)
    ledger.claim(Finding("health", 3, "codings", d["codings"].filter(health)), "sentence")
    lines = claims.explain(ledger.frame(), read, "health").splitlines()
    assert {line for line in lines if "stands on" in line} == {f"  stands on: {told}"}


def test_explain_of_an_unknown_claim_says_how_to_list_them(ledger: claims.Ledger, d: Dataset) -> None:
    with pytest.raises(ClaimError, match=r"There is no claim `x`. `dialogues explain` without a name"):
        claims.explain(ledger.frame(), d, "x")


def test_without_a_ledger_the_remedy_is_to_render(tmp_path: Path) -> None:
    with pytest.raises(ClaimError, match="Run `dialogues render`"):
        claims.read(tmp_path)


def test_the_command_lists_and_explains_the_claims_of_the_draft(
    ledger: claims.Ledger, d: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    ledger.claim(count("meetings", "events", d["events"]), "meeting")
    write(d, tmp_path / "reports/_draft/data")
    ledger.write(tmp_path / "reports/_draft/data/claims.csv")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["explain"]).output == "   1  meetings: three meetings\n"
    assert (
        "On 18 June 2020 the European Union met" in CliRunner().invoke(main, ["explain", "meetings"]).output
    )
    unknown = CliRunner().invoke(main, ["explain", "x"])
    assert (unknown.exit_code, "There is no claim `x`." in unknown.output) == (1, True)


def test_two_names_never_share_an_id(ledger: claims.Ledger, d: Dataset) -> None:
    ledger.claim(count("texts-a_b", "events", d["events"]))
    ledger.claim(count("texts-a.b", "events", d["events"].head(2)))
    first, second = ledger.claims
    assert first == "texts-a-b"
    assert second.startswith("texts-a-b-")
