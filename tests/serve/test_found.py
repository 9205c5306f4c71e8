"""What the rules say while things change on the disk: what is kept gives what making all anew gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dialogues import codebook, pipeline
from dialogues.base.project import Project
from dialogues.serve import teaching
from dialogues.serve.found import Desk, stamped
from serve import project as small

Change = Callable[[Project, Desk], None]


def _teach(file: str) -> Change:
    """Gives the first code of a file the first words of the first text's body as a cue."""

    def change(project: Project, desk: Desk) -> None:
        found = desk.found()
        body = found.tables["sentences"].filter(role="body")["text"][0]
        path = project.codebook / f"{file}.yaml"
        codes = getattr(found.rules, file)
        made, _ = teaching.added(path.read_text(encoding="utf-8"), codes[0].code, " ".join(body.split()[:3]))
        path.write_text(made, encoding="utf-8")

    return change


def _drop_frames(project: Project, _: Desk) -> None:
    path = project.codebook / "frames.yaml"
    entries = path.read_text(encoding="utf-8").split("\n- frame:")
    path.write_text("\n- frame:".join(entries[: len(entries) // 2]) + "\n", encoding="utf-8")


def _shorten_a_text(project: Project, _: Desk) -> None:
    path = min(project.seeds.glob("*.txt"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2], encoding="utf-8")


CHANGES: dict[str, Change] = {
    "a cue of a topic": _teach("topics"),
    "a cue of an organisation": _teach("organisations"),
    "fewer frames": _drop_frames,
    "a shorter text": _shorten_a_text,
}


def test_each_change_after_the_other_gives_what_a_new_build_gives(tmp_path: Path) -> None:
    project = small.copied(tmp_path / "project")
    desk = Desk(project)
    before = desk.read()
    for what, change in CHANGES.items():
        change(project, desk)
        now = desk.read()
        anew = pipeline.run(project.seeds, codebook.load(project.codebook), project.readings)
        assert any(not now[name].equals(before[name]) for name in now), what
        for name, table in anew.items():
            assert now[name].equals(table), (what, name)
        before = now


def test_a_link_to_itself_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("a.txt")
    assert len(stamped([tmp_path / "a.txt", tmp_path / "gone.txt"])) == 1
