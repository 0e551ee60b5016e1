"""What the audit log says was changed: every field that differs, and of long texts the part."""

from dataclasses import replace
from fractions import Fraction

from lle_studio.core.region import Region
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.case import Bookmark, Case, HistoryEntry
from lle_studio.pipeline.changes import MAX_TEXT, describe_changes

MARK = Bookmark(index=5, pts=50, note="번호판")


def test_every_field_that_differs_is_named() -> None:
    before = Case(bookmarks=(MARK, Bookmark(index=9, pts=90)), examiner="A")
    after = replace(
        before,
        settings=EnhancementSettings(exposure_level=0.45, color_mode="luma"),
        weights="paper",
        aspect=Fraction(4, 3),
        mark_in=2,
        bookmarks=(replace(MARK, region=Region(x=1, y=2, width=3, height=4)), Bookmark(index=7, pts=70)),
        case_number="2026-77",
    )
    changes = describe_changes(before, after)
    assert changes.keys() == {
        "settings.exposure_level", "settings.color_mode", "weights", "aspect", "mark_in", "bookmark 5", "bookmark 7",
        "bookmark 9", "case_number",
    }  # fmt: skip
    assert changes["settings.exposure_level"] == {"before": 0.6, "after": 0.45}
    assert changes["aspect"] == {"before": None, "after": Fraction(4, 3)}
    assert changes["bookmark 9"] == {"before": {"index": 9, "pts": 90, "note": "", "region": None}, "after": None}
    assert changes["bookmark 5"]["after"]["region"] == {"x": 1, "y": 2, "width": 3, "height": 4}
    assert describe_changes(after, after) == {}


def test_source_and_log_are_no_changes_of_the_examiner() -> None:
    entry = HistoryEntry(utc="", action="open")
    assert describe_changes(Case(), Case(source_sha256="ab" * 32, audit_lines=3, history=(entry,))) == {}


def test_of_a_long_text_the_part_that_changed_is_logged() -> None:
    text = "The car stands at the gate. " * 10
    for was, now in (
        (text, text.replace("gate", "door", 1)),
        (text, text + "It leaves."),
        (text, "x"),
        (text, ""),
        ("", text),
        ("a" * 100, "a" * 99),
        ("a" * 100, "a" * 101),
    ):
        (change,) = describe_changes(Case(notes=was), Case(notes=now)).values()
        place = change["at"]
        assert was[place:].startswith(change["before"])
        assert was[:place] + change["after"] + was[place + len(change["before"]) :] == now
    short = describe_changes(Case(notes="a" * MAX_TEXT), Case(notes="b"))
    assert short == {"notes": {"before": "a" * MAX_TEXT, "after": "b"}}
