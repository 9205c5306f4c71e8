"""What is made while the packages are installed, and what a first render takes from there."""

from __future__ import annotations

from pathlib import Path

from dialogues.render import parts


def test_a_first_render_takes_the_parts_as_they_are(tmp_path: Path) -> None:
    """Files in folders too; each is whole, and nothing else is left beside it."""
    kept, build = tmp_path / "kept", tmp_path / "build"
    (kept / "webfonts").mkdir(parents=True)
    (kept / "charts.js").write_text("draw();\n", encoding="utf-8")
    (kept / "webfonts" / "Bold-1.woff2").write_bytes(b"\x00\xff")
    parts.lay_out(build, kept)
    held = {str(file.relative_to(build)): file.read_bytes() for file in build.rglob("*") if file.is_file()}
    assert held == {"charts.js": b"draw();\n", "webfonts/Bold-1.woff2": b"\x00\xff"}


def test_what_the_render_made_itself_stays(tmp_path: Path) -> None:
    """A script made of newer versions is not overwritten by the one kept in the environment."""
    kept, build = tmp_path / "kept", tmp_path / "build"
    for folder, script in ((kept, "old"), (build, "new")):
        folder.mkdir()
        (folder / "charts.js").write_text(script, encoding="utf-8")
    parts.lay_out(build, kept)
    assert (build / "charts.js").read_text(encoding="utf-8") == "new"


def test_without_kept_parts_the_render_goes_on(tmp_path: Path) -> None:
    """An environment made without make holds none: that is no fault."""
    parts.lay_out(tmp_path / "build", tmp_path / "nowhere")
    assert not (tmp_path / "build").exists()
