"""What an examiner changed, for the audit log: in fixed English words, whatever language the window speaks."""

from dataclasses import asdict
from typing import Any

from lle_studio.pipeline.case import Bookmark, Case

MAX_TEXT = 80
"""Characters of a text that are logged whole; of longer ones the part that changed, and where it begins."""

_TEXTS = ("examiner", "organization", "case_number", "exhibit", "notes")

_CHOICES = ("weights", "matrix", "color_range", "aspect", "mark_in", "mark_out")


def describe_changes(before: Case, after: Case) -> dict[str, Any]:
    """Every field that differs, with what it was and what it is.

    Args:
        before: one state of a case.
        after: another; of the source and the audit log nothing is compared.
    """
    changes: dict[str, Any] = {}
    old, new = asdict(before.settings), asdict(after.settings)
    pairs = {f"settings.{name}": (old[name], new[name]) for name in old}
    pairs |= {name: (getattr(before, name), getattr(after, name)) for name in _CHOICES}
    marks, marks_now = ({mark.index: mark for mark in case.bookmarks} for case in (before, after))
    for index in sorted({*marks, *marks_now}):
        pairs[f"bookmark {index}"] = (_describe(marks.get(index)), _describe(marks_now.get(index)))
    for name, (was, now) in pairs.items():
        if was != now:
            changes[name] = {"before": was, "after": now}
    for name in _TEXTS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            changes[name] = _text_change(was, now)
    return changes


def _describe(mark: Bookmark | None) -> dict[str, Any] | None:
    return None if mark is None else asdict(mark)


def _text_change(was: str, now: str) -> dict[str, Any]:
    if max(len(was), len(now)) <= MAX_TEXT:
        return {"before": was, "after": now}
    shorter = min(len(was), len(now))
    begin = next((place for place in range(shorter) if was[place] != now[place]), shorter)
    most = shorter - begin
    end = next((place for place in range(most) if was[-1 - place] != now[-1 - place]), most)
    return {"at": begin, "before": was[begin : len(was) - end], "after": now[begin : len(now) - end]}
