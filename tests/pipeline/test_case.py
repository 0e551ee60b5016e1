"""Case files: what is written is read back, and nothing else is taken for one."""

import contextlib
import errno
import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lle_studio.core.errors import SourceError, WriteError
from lle_studio.core.region import Region
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline import case as case_module
from lle_studio.pipeline.case import (
    Bookmark,
    Case,
    HistoryEntry,
    audit_log_of,
    case_digest,
    case_json,
    find_source,
    marks_fit,
    read_case,
    relative_to_case,
    write_case,
)
from lle_studio.record.audit_line import AuditHead
from lle_studio.video.index import hash_file

FULL = Case(
    source_path="../clips/영상 1.mp4",
    source_size=1234,
    source_mtime_ns=99,
    source_sha256="ab" * 32,
    settings=EnhancementSettings(
        exposure_level=0.45, gain_limit=None, curve_mode="locked", lock_range=(3, 9), color_mode="luma", chroma_gain=1.0
    ),
    weights="paper",
    matrix="bt601",
    color_range="full",
    aspect=Fraction(4, 3),
    mark_in=2,
    mark_out=90,
    bookmarks=(
        Bookmark(index=3, pts=-9),
        Bookmark(index=5, pts=7, note="번호판", region=Region(x=1, y=2, width=3, height=4)),
    ),
    examiner="김검사",
    organization="Lab",
    case_number="2026-77",
    exhibit="E-1",
    notes="two\nlines",
    audit_lines=7,
    audit_head="cd" * 32,
)


@pytest.mark.parametrize("case", [Case(), FULL])
def test_what_is_written_is_read(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "new folder" / "사건.llecase"
    write_case(path, case)
    assert read_case(path) == case
    write_case(path, replace(case, notes="later"))
    assert read_case(path).notes == "later"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.llecase"
    write_case(path, FULL)

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(case_module.os, "replace", fail)
    with pytest.raises(WriteError, match="No space left"):
        write_case(path, Case())
    assert read_case(path) == FULL
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.llecase"]


def _changed(path: tuple[str | int, ...], value: object) -> str:
    content = json.loads(case_json(FULL))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "lle-studio-case/3"),
        (("settings", "exposure_level"), "bright"),
        (("settings", "exposure_level"), float("nan")),
        (("settings", "lock_range"), [1]),
        (("settings", "curve_mode"), "wild"),
        (("weights",), "/etc/passwd"),
        (("aspect",), "0/1"),
        (("aspect",), "1/0"),
        (("mark_in",), -1),
        (("mark_in",), True),
        (("bookmarks",), {"index": 1}),
        (("bookmarks", 0, "index"), 10**30),
        (("bookmarks", 0, "index"), 5),
        (("bookmarks", 1, "region"), {"x": 1}),
        (("history",), None),
        (("case_number",), None),
        (("audit_lines",), -1),
        (("audit_head",), "CD" * 32),
        (("audit_head",), 7),
        (("notes",), 7),
    ],
)
def test_what_does_not_hold_together_is_one_sentence(
    tmp_path: Path, path: tuple[str | int, ...], value: object
) -> None:
    file = tmp_path / "a.llecase"
    file.write_text(_changed(path, value), encoding="utf-8")
    with pytest.raises(SourceError, match=r"a\.llecase"):
        read_case(file)


def test_a_file_older_than_the_audit_log_opens_with_its_history(tmp_path: Path) -> None:
    content = json.loads(case_json(FULL))
    for name in ("case_number", "audit_lines", "audit_head"):
        del content[name]
    entry = {"utc": "2026-01-02T03:04:05.678+00:00", "action": "open", "detail": "x"}
    path = tmp_path / "a.llecase"
    path.write_text(json.dumps({**content, "format": "lle-studio-case/1", "history": [entry]}), encoding="utf-8")
    case = read_case(path)
    assert case.history == (HistoryEntry(**entry),)
    assert (case.case_number, case.anchor, case.examiner) == ("", AuditHead(), "김검사")
    write_case(path, case)
    assert read_case(path) == case  # kept until it stands in the audit log
    path.write_text(json.dumps({**content, "format": "lle-studio-case/1"}), encoding="utf-8")
    with pytest.raises(SourceError, match="'history' is missing"):
        read_case(path)


def test_a_log_lies_beside_its_case() -> None:
    assert audit_log_of(Path("a/사건 1.b.llecase")) == Path("a/사건 1.b.audit.jsonl")
    assert FULL.anchor == AuditHead(lines=7, head="cd" * 32)
    assert "history" not in json.loads(case_json(FULL))


def test_garbage_is_never_a_traceback(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    whole = case_json(FULL).encode()
    file = tmp_path / "a.llecase"
    for _ in range(300):
        data = bytearray(whole)
        for place in rng.integers(0, len(data), 3):
            data[place] = rng.integers(0, 256)
        file.write_bytes(bytes(data[: rng.integers(0, len(data) + 1)]) if rng.random() < 0.5 else bytes(data))
        with contextlib.suppress(SourceError):
            read_case(file)
    for text in ("", "[]", "null", '"x"', "[" * 100_000):
        file.write_text(text)
        with pytest.raises(SourceError):
            read_case(file)
    with pytest.raises(SourceError, match="cannot be read"):
        read_case(tmp_path / "nothing.llecase")


def test_the_source_is_found_where_it_was_or_by_its_hash(tmp_path: Path) -> None:
    source = tmp_path / "clips" / "a.mp4"
    source.parent.mkdir()
    source.write_bytes(os.urandom(5000))
    case_path = tmp_path / "work" / "a.llecase"
    case_path.parent.mkdir()
    case = Case(
        source_path=relative_to_case(source, case_path), source_size=5000, source_sha256=hash_file(source), notes="n"
    )
    assert case.source_path == "../clips/a.mp4"
    assert find_source(case, case_path) == case_path.parent / "../clips/a.mp4"
    (case_path.parent / "deep").mkdir()
    (case_path.parent / "deep" / "other.mp4").write_bytes(os.urandom(5000))
    moved = case_path.parent / "deep" / "renamed.mp4"
    source.rename(moved)
    assert find_source(case, case_path) == moved
    moved.unlink()
    with pytest.raises(SourceError, match=r"a\.mp4"):
        find_source(case, case_path)
    source.write_bytes(os.urandom(5000))
    with pytest.raises(SourceError, match="not the file"):
        find_source(case, case_path)


def test_a_file_elsewhere_is_taken_by_its_hash_or_its_time_alone(tmp_path: Path) -> None:
    other = tmp_path / "letters.txt"
    other.write_text("mine", encoding="utf-8")
    case_path = tmp_path / "work" / "a.llecase"
    case_path.parent.mkdir()
    for named in ("../letters.txt", str(other)):
        case = Case(source_path=named, source_size=4)
        with pytest.raises(SourceError, match="may be another file than this case was made with"):
            find_source(case, case_path)
        assert find_source(replace(case, source_mtime_ns=other.stat().st_mtime_ns), case_path).samefile(other)
        assert find_source(replace(case, source_sha256=hash_file(other)), case_path).samefile(other)
    (case_path.parent / "inside.txt").symlink_to(other)
    with pytest.raises(SourceError, match="may be another file"):
        find_source(Case(source_path="inside.txt", source_size=4), case_path)


@pytest.mark.parametrize(
    "name", ["//server/share/a.mp4", "\\\\server\\share\\a.mp4", "a\0b", "x" * 70_000, "", ".", "/dev/zero"]
)
def test_a_name_that_is_none_or_leads_to_another_computer_is_not_followed(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    is_file = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda path: bool(asked.append(str(path))) or is_file(path))
    with pytest.raises(SourceError, match="is not where it was"):
        find_source(Case(source_path=name, source_size=0, source_sha256="ab" * 32), tmp_path / "a.llecase")
    assert not any("server" in path for path in asked)


@pytest.mark.parametrize(
    "changes",
    [
        {"bookmarks": (Bookmark(index=100, pts=0),)},
        {"mark_in": 100},
        {"mark_out": 2**62},
        {"settings": EnhancementSettings(curve_mode="locked", lock_frame=100)},
        {"settings": EnhancementSettings(curve_mode="locked", lock_range=(0, 101))},
    ],
)
def test_marks_beyond_the_clip_do_not_fit(changes: dict[str, Any]) -> None:
    fitting = Case(bookmarks=(Bookmark(index=99, pts=0),), mark_in=0, mark_out=99)
    assert marks_fit(fitting, 100)
    assert not marks_fit(replace(fitting, **changes), 100)


def test_a_region_is_part_of_a_picture() -> None:
    with pytest.raises(ValueError, match="outside of every picture"):
        Region(x=0, y=2**40, width=1, height=1)


def test_what_another_program_wrote_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "work.llecase"
    mine = write_case(path, FULL)
    assert mine == case_digest(path)
    mine = write_case(path, replace(FULL, notes="mine"), over=mine)
    write_case(path, replace(FULL, notes="theirs"))
    with pytest.raises(WriteError, match="changed by another program meanwhile and is not written over"):
        write_case(path, replace(FULL, notes="mine again"), over=mine)
    assert read_case(path).notes == "theirs"
    path.unlink()
    write_case(path, FULL, over=mine)  # nothing is lost by that
    assert read_case(path) == FULL


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "work.llecase"
    write_case(path, FULL)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "write":
        real = case_module.NamedTemporaryFile

        def opened(*arguments: Any, **options: Any) -> Any:
            file = real(*arguments, **options)
            monkeypatch.setattr(file, "write", full)
            return file

        monkeypatch.setattr(case_module, "NamedTemporaryFile", opened)
    else:
        monkeypatch.setattr(case_module.os, step, full)
    with pytest.raises(WriteError, match="No space left"):
        write_case(path, replace(FULL, notes="new"))
    monkeypatch.undo()
    assert read_case(path) == FULL
    assert [other.name for other in tmp_path.iterdir()] == ["work.llecase"]
