"""What lies in the folder of a render is as this package made it, or is made anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import small
from dialogues import dataset
from dialogues.base.errors import DialoguesError, NotebookError
from dialogues.base.project import Project
from dialogues.dataset import Dataset
from dialogues.render import Prepared, fonts, vega
from dialogues.render.prepare import lay_out_fonts, prepare, put_in_order

NAMED = ('{"file": "../../seeds/a", "made_of": "a"}', '{"file": "brief", "made_of": "a\\n::error::b"}')


def _kept(places: Prepared) -> dict[str, bytes]:
    files = (path for path in places.build.rglob("*") if path.is_file() and path.name != vega.NAME)
    return {str(path.relative_to(places.build)): path.read_bytes() for path in files}


def test_what_another_hand_changed_is_made_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vega, "begin", lambda _: None)
    before = _kept(prepare(project))
    places = Prepared.of(project)
    events = places.data / "events.parquet"
    events.write_bytes(places.tables[0].read_bytes())
    face = places.fonts / f"SourceSansPro-{fonts.FACES[0][0]}.ttf"
    face.write_bytes(b"other")
    places.facts.unlink()
    places.facts.mkdir()
    assert _kept(prepare(project)) == before


def _linked(place: Path, kept: Path) -> None:
    place.symlink_to(kept)


def _named_twice(place: Path, kept: Path) -> None:
    os.link(kept / "file", place)


@pytest.mark.parametrize("put", [_linked, _named_twice, lambda place, _: os.mkfifo(place)])
def test_what_is_no_file_of_ours_goes_and_what_it_leads_to_stays(
    tmp_path: Path, put: Callable[[Path, Path], None]
) -> None:
    places, kept = Prepared(tmp_path / "build"), tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("kept", encoding="utf-8")
    places.fonts.mkdir(parents=True)
    for place in (places.data, places.facts, places.fonts / "a.ttf"):
        put(place, kept)
    put_in_order(places)
    assert [path.name for path in places.build.rglob("*")] == ["fonts"]
    lay_out_fonts(places.fonts)
    assert (kept / "file").read_text(encoding="utf-8") == "kept"


def test_a_chart_script_that_another_hand_changed_is_not_the_one_kept(tmp_path: Path) -> None:
    vega.make(tmp_path / vega.NAME)
    vega.begin(tmp_path)
    assert tmp_path not in vega._running
    with (tmp_path / vega.NAME).open("a") as script:
        script.write("alert(1)")
    vega.begin(tmp_path)
    assert vega._running[tmp_path]
    vega.finish(tmp_path)
    assert "alert(1)" not in (tmp_path / vega.NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize("told", ["x", "[]", "{}", *NAMED])
def test_files_are_not_named_as_a_cell_likes(tmp_path: Path, told: str) -> None:
    places = Prepared(tmp_path)
    places.part("").parent.mkdir(parents=True)
    places.part("brief").write_text(told, encoding="utf-8")
    with pytest.raises(NotebookError, match="not as `open_brief` writes it"):
        places.file("brief")


def test_texts_saved_while_they_are_read_are_read_again_and_not_without_end(unbuilt: Project) -> None:
    saved = unbuilt.seeds / "new.txt"

    def build(times: int) -> Dataset:
        tables = small.of_files(unbuilt.seeds)
        if len(reads) < times:
            saved.write_text(f"{len(reads)} words of a text.", encoding="utf-8")
        reads.append(tables["documents"].height)
        return tables

    reads: list[int] = []
    places = prepare(unbuilt, build=lambda _: build(2))
    assert reads == [5, 6, 6]
    assert saved.name in dataset.read(places.data)["documents"]["path"]
    reads.clear()
    saved.unlink()
    with pytest.raises(DialoguesError, match="while they were read, 5 times"):
        prepare(unbuilt, build=lambda _: build(9))


def test_a_second_notebook_of_one_render_is_of_what_was_read_for_the_first(project: Project) -> None:
    first = prepare(project)
    facts = first.facts.read_bytes()
    (project.seeds / "new.txt").write_text("Words of a text.", encoding="utf-8")
    assert "new.txt" not in dataset.read(prepare(project, again=True).data)["documents"]["path"]
    assert first.facts.read_bytes() == facts
