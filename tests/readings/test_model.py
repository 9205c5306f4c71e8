"""The form of a reading: what it takes, at its borders, and what it refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from dialogues.readings import model

READER = {"by": "A", "kind": "person"}


def reading(**said: Any) -> model.Reading:
    """A reading of which only the named parts matter."""
    return model.Reading.model_validate({"sha256": "0" * 64, "read": [READER], **said})


@pytest.mark.parametrize(
    "said",
    [
        {"sha256": "0123456789abcdef" * 4},
        {"read": [{"by": "A", "kind": "program"}]},
        {"read": [READER, {**READER, "by": "B"}]},
        {"split": "dev"},
        {"split": "check"},
        {"note": "x"},
        {"document": {"language": "en", "account": "E", "publisher": "P", "title": "T"}},
        {"scope": False},
        {"event": {"state": "TKM", "kind": "k", "month_day": "06-17", "ordinal": 1, "place": "P"}},
        {"event": {"start": "2025-06-17", "end": "2025-06-17"}},
        {"event": {"start": "2025-06-17", "end": None}},
        {"event": {"start": None, "end": "2025-06-17"}},
        *({"event": {"date_basis": basis}} for basis in ("explicit", "inferred", None)),
        *({"event": {"mode": mode}} for mode in ("in_person", "video", None)),
        {"topics": {"add": ["a_B-9"], "remove": [{"code": "Zed", "why": "w"}], "optional": ["c"]}},
        {"plans": {"add": [{"plan": "p", "start": 1900, "end": 2200}, {"start": 2021, "end": 2021}]}},
        {"plans": {"add": [{"start": 2021}, {"end": 2021}, {}]}},
        {"people": {"add": [{"name": "N", "role": "r", "organisation": "o", "side": "s", "head": False}]}},
        *({"people": {"add": [{"name": "N", "presence": p}]}} for p in ("took_part", "named", "absent")),
        {"statements": {"add": [{"statement": "s", "speaker": "x", "side": "y"}]}},
    ],
    ids=str,
)
def test_what_a_reading_may_say(said: dict[str, Any]) -> None:
    reading(**said)


@pytest.mark.parametrize(
    "said",
    [
        {"sha256": "0" * 63},
        {"sha256": "0" * 65},
        {"sha256": "g" * 64},
        {"read": []},
        {"read": [{"by": "", "kind": "person"}]},
        {"read": [{"by": "A", "kind": "robot"}]},
        {"read": [{"by": "A"}]},
        {"read": [{"kind": "person"}]},
        {"read": [READER, READER]},
        {"split": "test"},
        {"note": ""},
        {"other": 1},
        {"document": {"language": "eng"}},
        {"document": {"language": "EN"}},
        {"document": {"publisher": ""}},
        {"document": {"account": "9"}},
        {"document": {"account": "a b"}},
        {"scope": {"words": "w"}},
        {"scope": {"value": True}},
        {"scope": {"is": True, "why": ""}},
        {"scope": {"is": True, "words": [""]}},
        {"event": {"state": "TK"}},
        {"event": {"state": "TKMS"}},
        {"event": {"month_day": "6-17"}},
        {"event": {"month_day": "06-171"}},
        {"event": {"ordinal": 0}},
        {"event": {"ordinal": 1000}},
        {"event": {"start": "9999-01-01"}},
        {"event": {"place": ""}},
        {"event": {"mode": "by_post"}},
        {"event": {"date_basis": "guessed"}},
        {"event": {"start": "2025-06-18", "end": "2025-06-17"}},
        {"event": {"same_event_as": [""]}},
        {"topics": {"add": [{"code": "x", "more": 1}]}},
        {"topics": {"optional": ["a b"]}},
        {"plans": {"add": [{"start": 1899}]}},
        {"plans": {"add": [{"end": 2201}]}},
        {"plans": {"add": [{"start": 2022, "end": 2021}]}},
        {"plans": {"add": [{"name": ""}]}},
        {"people": {"add": [{"side": "s"}]}},
        {"people": {"add": [{"name": ""}]}},
        {"people": {"add": [{"name": "N", "presence": "there"}]}},
        {"statements": {"add": [{"side": "s"}]}},
    ],
    ids=str,
)
def test_what_a_reading_may_not_say(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        reading(**said)


def test_nothing_is_said_of_what_is_left_out() -> None:
    empty = reading()
    left_out = model.Reading.model_fields.keys() - {"sha256", "read", "document"}
    assert [getattr(empty, name) for name in sorted(left_out)] == [None] * len(left_out)
    assert set(dict(empty.document).values()) == {None}
    assert (empty.read[0].on, empty.read[0].complete, empty.is_complete, empty.read_on) == (
        None,
        False,
        False,
        None,
    )
    event = reading(event={"kind": "k"}).event
    assert event is not None
    assert {value for name, value in event if name != "kind"} == {None, ()}
    assert event.kind is not None
    assert (event.kind.words, event.kind.why, event.kind.right_too, event.kind.optional) == (
        (),
        None,
        (),
        False,
    )
    for entry in (
        model.Plan(),
        model.Person(name="N"),
        model.Statement(statement="s"),
        model.Coded(code="c"),
    ):
        told = entry.model_dump(exclude_unset=False)
        required = entry.model_dump(exclude_unset=True)
        assert {name: told[name] for name in told.keys() - required.keys()} == {
            name: {"words": (), "optional": False}.get(name) for name in told.keys() - required.keys()
        }
    facet = model.Codes()
    assert (facet.add, facet.remove, facet.optional) == ((), (), ())


def test_a_field_given_as_null_says_that_the_text_does_not_give_it() -> None:
    said = reading(event={"place": None, "mode": "video"}, document={"title": None}).model_dump(
        exclude_unset=True
    )
    assert said["event"] == {"place": {"value": None}, "mode": {"value": "video"}}
    assert said["document"] == {"title": {"value": None}}


def test_one_value_stands_for_a_list_of_one_and_a_bare_value_for_its_entry() -> None:
    bare = reading(
        event={"kind": {"is": "a", "or": "b", "words": "w"}, "counterparts": ["EU"], "same_event_as": "x"},
        topics={"add": ["c"]},
    )
    spelt = reading(
        event={
            "kind": {"is": "a", "or": ["b"], "words": ["w"]},
            "counterparts": {"is": ["EU"]},
            "same_event_as": ["x"],
        },
        topics={"add": [{"code": "c"}]},
    )
    assert bare == spelt
    assert bare.event is not None
    assert bare.event.kind is not None
    assert (bare.event.kind.right_too, bare.event.kind.words) == (("b",), ("w",))


def test_a_reading_is_signed_by_all_complete_by_any_and_of_its_last_day() -> None:
    days = (dt.date(2026, 1, 2), dt.date(2026, 3, 4), None)
    readers: list[dict[Any, Any]] = [
        {"by": name, "kind": "person", "on": day, "complete": name == "B"}
        for name, day in zip("ABC", days, strict=True)
    ]
    read = reading(read=readers)
    assert (read.signed, read.is_complete, read.read_on) == ("A; B; C", True, dt.date(2026, 3, 4))
    (reader,) = reading(read=[{"by": "A", "kind": "person", True: "2026-01-02"}]).read  # ``on`` in YAML 1.1
    assert reader.on == dt.date(2026, 1, 2)


def test_what_was_read_is_not_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        reading().note = "x"  # type: ignore[misc]  # refused by mypy too


def test_errors_name_what_contradicts_itself() -> None:
    with pytest.raises(ValidationError, match="a reader is named twice under `read`"):
        reading(read=[READER, READER])
    with pytest.raises(ValidationError, match="the plan's first year comes after its last"):
        reading(plans={"add": [{"start": 2022, "end": 2021}]})
