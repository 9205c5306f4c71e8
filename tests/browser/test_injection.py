"""What texts, names and entries say is data: nothing of it runs, loads or deceives."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

import five
from dialogues.base import signs
from dialogues.base.project import HOME, Project
from dialogues.releasing import provenance
from dialogues.render import render

ATTACKS = (
    "<script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 1'>",
    "</script></style></title></textarea><svg onload=window.broken=1>",
    "\"><iframe srcdoc='<script>parent.broken = 1</script>'>",
    "url(http://a.example/x) @import 'http://b.example/y.css';",
    "[link](javascript:window.broken=1) ![](http://c.example/i.png)",
    "```{=html}\n<script>window.broken = 1</script>\n```",
    "{{< include /etc/passwd >}} `{python} open('/etc/passwd').read()`",
    '$\\input{/etc/passwd}$ #read("/etc/passwd") #eval("1") ]#panic()[',
    '| a | b |\n|---|---|\n::: {.claim ref="x"}\n:::',
    "a\u202egnp.exe\u202c \u2066hidden\u2069 \x1b[2J\x1b]0;title\x07 \x7f\x9b31m",
    '=HYPERLINK("http://d.example","x")',
    "&lt;script&gt;&#x202e; %3Cscript%3E \\u003cscript\\u003e",
)
SENTENCE = (
    "On {day} May 2024 Turkmenistan and the European Union held the Human Rights Dialogue in Ashgabat. "
    "{attack} was discussed, as were freedom of expression and {attack}. {attack} said Minister {attack}.\n"
)


def make(root: Path) -> Project:
    """A project of the real brief whose texts, readings, titles, sources and addresses all attack."""
    made = five.bare(root)
    made.seeds.mkdir()
    for file, label in (("kinds", "Human-rights dialogue"), ("organisations", "European Union")):
        codes = made.codebook / f"{file}.yaml"
        markup = f"label: '{label} {ATTACKS[0]}{ATTACKS[5]}'"
        rules = codes.read_text(encoding="utf-8")
        assert f"label: {label}" in rules
        codes.write_text(rules.replace(f"label: {label}", markup, 1), encoding="utf-8")
    entries = []
    for n, attack in enumerate(ATTACKS, 1):
        name = f"{n:02} '\"&<b>=$[x](y)`.txt"
        text = SENTENCE.format(day=n, attack=attack).encode()
        (made.seeds / name).write_bytes(text)
        said = {"file": name, "sha256": provenance.sha256(made.seeds / name)}
        entries.append(said | {"publisher": attack, "title": attack, "url": f"https://e.example/{attack}"})
        read = {
            "sha256": said["sha256"],
            "read": [{"by": attack, "kind": "program", "complete": True}],
            "document": {"publisher": {"is": attack, "why": attack}},
            "event": {"place": {"is": attack, "words": "in Ashgabat"}},
        }
        made.readings.mkdir(exist_ok=True)
        (made.readings / name).with_suffix(".yaml").write_text(json.dumps(read), encoding="utf-8")
    content = {"corpus": {"title": " ".join(ATTACKS[:3] + ATTACKS[9:]), "state": "TKM"}, "sources": entries}
    (made.seeds / "sources.yaml").write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
    of = {"kind": "human_rights_dialogue", "state": "TKM", "counterpart": "EU"}
    known = [
        of | {"ordinal": n, "source": attack, "url": f"https://f.example/){attack}"}
        for n, attack in enumerate(ATTACKS, 1)
    ]
    (made.seeds / "known_events.yaml").write_text(json.dumps(known), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a brief rendered from texts that attack."""
    root = tmp_path_factory.mktemp("attacked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HOME / "analysis"))
        return render(make(root), "builtin").folder


@pytest.mark.browser
def test_nothing_that_a_text_says_runs_or_loads(attacked: Path, chromium: Browser) -> None:
    told: list[str] = []
    asked: list[str] = []
    with closing(chromium.new_page()) as page:
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((attacked / "brief.html").as_uri())
        page.wait_for_selector("html[data-charts=live]", state="attached")
        assert page.evaluate("window.broken") is None
        assert page.locator("iframe, embed, object, [onload], [onerror], a[href^='javascript:']").count() == 0
        assert page.locator("#content script:not([type]), #content a:not([href])").count() == 0
        assert page.locator("#content img[src^='http'], link[rel=stylesheet]").count() == 0
        words = page.inner_text("body")
        # what no text may do, a script of the page may not either
        refused = page.evaluate(
            "() => { try { document.body.innerHTML = '<b>x</b>' } catch (e) { return e.name } }"
        )
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert [line for line in told if "TrustedHTML" not in line] == []
    assert refused == "TypeError"
    assert not signs.DECEIVING.search(words)
    assert "[U+202E]" in words


def test_on_paper_what_deceives_stands_as_its_number(attacked: Path) -> None:
    pages = pypdf.PdfReader(attacked / "brief.pdf").pages
    words = "".join(page.extract_text() for page in pages)
    assert "[U+202E]gnp.exe" in "".join(words.split())
    assert not signs.DECEIVING.search(words)
    assert "root:x:0" not in words
    assert b"root:x:0" not in (attacked / "brief.html").read_bytes()
