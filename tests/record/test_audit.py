"""The audit log: whatever is done to it is found and named, and no program or disk makes it lose a line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from lle_studio.core.errors import CheckFailed, SourceError, WriteError
from lle_studio.record import log_file
from lle_studio.record.audit import append, check_log, copy_log, package_breaches, read_head, read_lines, set_aside
from lle_studio.record.audit_chain import remarks
from lle_studio.record.audit_line import START, AuditHead
from tests.record.conftest import Package
from tests.record.packages import change_manifest, failures, flip_byte, forge_sums, read_manifest_of

KEYS = "line utc local user host examiner action parameters software previous"

ACTIONS = ("start", "open", "hash", "edit", "save", "export")

Line = dict[str, Any]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of six lines."""
    path = tmp_path / "new folder" / "사건.audit.jsonl"
    for number, action in enumerate(ACTIONS):
        append(path, action, {"number": number}, examiner="김검사")
    return path


def change(path: Path, work: Callable[[list[bytes]], object]) -> None:
    """Changes the lines of a log, each with its line end, in place."""
    lines = path.read_bytes().splitlines(keepends=True)
    work(lines)
    path.write_bytes(b"".join(lines))


def chained(lines: list[Line]) -> bytes:
    """Lines numbered and chained anew, as a forger would."""
    data, previous = b"", START
    for number, line in enumerate(lines):
        text = json.dumps({**line, "line": number, "previous": previous}, ensure_ascii=False).encode()
        data, previous = data + text + b"\n", sha256(text).hexdigest()
    return data


def test_a_line_says_who_did_what_and_when(log: Path) -> None:
    lines = log.read_bytes().splitlines()
    entries = [json.loads(line) for line in lines]
    assert [" ".join(entry) for entry in entries] == [KEYS] * len(ACTIONS)
    assert [entry["line"] for entry in entries] == list(range(len(ACTIONS)))
    assert [entry["action"] for entry in entries] == list(ACTIONS)
    assert [entry["previous"] for entry in entries] == [START, *(sha256(line).hexdigest() for line in lines[:-1])]
    assert entries[2]["parameters"] == {"number": 2}
    assert entries[2]["examiner"] == "김검사"
    assert entries[2]["user"]
    assert entries[2]["utc"].endswith("+00:00")
    assert "김검사".encode() in lines[0]
    assert read_head(log) == AuditHead(lines=6, head=sha256(lines[-1]).hexdigest())
    assert check_log(log, read_head(log), final=True) == []


def test_the_user_is_the_system_s_not_the_environment_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    append(tmp_path / "a.jsonl", "open")
    entry = read_lines(tmp_path / "a.jsonl")[0].entry
    assert entry is not None
    assert entry.user not in ("", "somebody-else")


def test_no_value_breaks_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    odd = os.fsdecode(b"clip \xff\xfe\n\x85.mp4")
    append(
        path, "open", {"path": Path(odd), "text": "두\nline\u2028s\r\x00", "nan": float("nan"), "deep": [(1, {2: 3})]}
    )
    append(path, "save", {"path": odd}, examiner=odd)
    assert path.read_bytes().count(b"\n") == 2
    assert check_log(path) == []
    first, second = (line.entry for line in read_lines(path))
    assert first is not None
    assert second is not None
    assert first.parameters == {
        "path": odd,
        "text": "두\nline\u2028s\r\x00",
        "nan": "nan",
        "deep": [[1, {"2": 3}]],
    }
    assert (second.parameters["path"], second.examiner) == (odd, odd)


def test_a_long_line_is_read_back_from_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for size in (10, 70_000, 131_072, 200_000, 5):
        append(path, "edit", {"text": "x" * size})
    assert read_head(path).lines == 5
    assert check_log(path) == []


@pytest.mark.parametrize("place", range(len(ACTIONS)))
def test_a_changed_byte_is_named(log: Path, place: int) -> None:
    anchor = read_head(log)
    flip_byte(log, log.read_bytes().index(f'"number": {place}'.encode()) + len('"number": '))
    found = " ".join(check_log(log, anchor))
    assert f"line {place}" in found
    assert found.count("not an entry") <= 1


@pytest.mark.parametrize("place", range(len(ACTIONS)))
def test_a_changed_word_is_named_with_its_action(log: Path, place: int) -> None:
    anchor = read_head(log)

    def forge(lines: list[bytes]) -> None:
        lines[place] = lines[place].replace(b'"number": ', b'"number": 1')

    change(log, forge)
    (found,) = check_log(log, anchor)
    assert f"line {place} ({ACTIONS[place]})" in found
    assert bool(check_log(log)) == (place < len(ACTIONS) - 1)  # the chain alone does not vouch for its last line


def test_a_changed_link_is_named(log: Path) -> None:
    def forge(lines: list[bytes]) -> None:
        lines[3] = lines[3].replace(b'"previous": "', b'"previous": "f')[:-4] + b'"}\n'

    change(log, forge)
    assert "line 3 (edit) was changed: line 4 was written after another" in check_log(log)


@pytest.mark.parametrize(("place", "word"), [(0, "line 0 is missing"), (3, "line 3 is missing")])
def test_a_deleted_line_is_named(log: Path, place: int, word: str) -> None:
    change(log, lambda lines: lines.pop(place))
    assert check_log(log) == [word]


def test_deleted_lines_at_the_end_are_named_by_the_anchor(log: Path) -> None:
    anchor = read_head(log)
    change(log, lambda lines: lines.pop())
    assert check_log(log) == []
    assert check_log(log, anchor) == ["the log ends with line 4 (save): line 5 is missing"]
    change(log, lambda lines: lines.pop())
    assert check_log(log, anchor) == ["the log ends with line 3 (edit): lines 4 to 5 are missing"]
    log.unlink()
    assert check_log(log, anchor) == ["the log ends with nothing: lines 0 to 5 are missing"]
    with pytest.raises(SourceError, match="cannot be read"):
        check_log(log)


def test_swapped_lines_are_named(log: Path) -> None:
    def swap(lines: list[bytes]) -> None:
        lines[2], lines[3] = lines[3], lines[2]

    change(log, swap)
    assert check_log(log) == ["line 2 (hash) stands behind line 3"]


def test_an_inserted_line_is_named(log: Path) -> None:
    forged = json.loads(log.read_bytes().splitlines()[2])
    forged["action"] = "confess"
    text = json.dumps(forged).encode() + b"\n"
    whole = log.read_bytes()
    for place in (2, 3):  # before and behind the line whose number it bears
        log.write_bytes(whole)
        change(log, lambda lines, place=place: lines.insert(place, text))  # type: ignore[misc]
        assert check_log(log) == ["a second line 2 (confess) was inserted"]


def test_an_inserted_line_that_moves_the_others_is_named(log: Path) -> None:
    lines = [json.loads(line) for line in log.read_bytes().splitlines()]
    forged = {**lines[2], "action": "confess", "previous": lines[2]["previous"]}
    renumbered = [*lines[:2], forged, *({**line, "line": line["line"] + 1} for line in lines[2:])]
    log.write_bytes(b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in renumbered))
    assert check_log(log)
    assert "line 2 (confess)" in " ".join(check_log(log))


@pytest.mark.parametrize("gone", [0, 2, 5])
def test_a_tail_that_was_numbered_and_chained_anew_does_not_fit_the_anchor(log: Path, gone: int) -> None:
    anchor = read_head(log)
    lines = [json.loads(line) for line in log.read_bytes().splitlines()]
    log.write_bytes(chained([*lines[:gone], *lines[gone + 1 :], {**lines[5], "action": "invented"}]))
    assert check_log(log) == []
    (found,) = check_log(log, anchor)
    assert "line 5 (invented) is not the one its anchor names" in found


def test_a_log_may_go_on_behind_the_anchor_of_a_case_but_not_of_a_package(log: Path) -> None:
    anchor = read_head(log)
    append(log, "open")
    assert check_log(log, anchor) == []
    assert check_log(log, anchor, final=True) == ["line 6 (open) was added after the log was closed"]


@pytest.mark.parametrize(
    "line", [b"\n", b"null\n", b"[[[[\n", b"\xff\xfe\n", b'{"line": 3}\n', b"[" * 100_000 + b"\n", b"1" * 5000 + b"\n"]
)
def test_garbage_is_named_and_never_a_traceback(log: Path, line: bytes) -> None:
    change(log, lambda lines: lines.__setitem__(3, line))
    assert "line 3 is not an entry of an audit log" in check_log(log)
    change(log, lambda lines: lines.append(line))
    with pytest.raises(CheckFailed, match="damaged or cut"):
        append(log, "open")


@pytest.mark.parametrize("size", [1, 30])
def test_nothing_is_added_to_a_log_that_is_cut(log: Path, size: int) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole[:-size])
    for work in (lambda: append(log, "open"), lambda: read_head(log), lambda: copy_log(log, log.with_name("b.jsonl"))):
        with pytest.raises(CheckFailed, match=r"audit\.jsonl is damaged or cut"):
            work()
    assert log.read_bytes() == whole[:-size]
    assert any("line 5" in found and "is cut" in found for found in check_log(log))


def test_lines_lost_since_the_last_append_are_noticed(log: Path) -> None:
    head = append(log, "edit")
    append(log, "edit", after=head)
    lines = [json.loads(line) for line in log.read_bytes().splitlines()[:-1]]
    for forged in ([*lines[:-1], {**lines[-1], "action": "x"}], lines[:-1]):
        log.write_bytes(chained(forged))
        with pytest.raises(CheckFailed, match="lost or changed lines"):
            append(log, "edit", after=head)


def test_what_cannot_be_written_is_one_sentence_and_leaves_the_log_whole(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WriteError, match="cannot be written"):
        append(tmp_path / "file" / "a.jsonl", "open")
    whole = log.read_bytes()

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log_file.os, "fsync", fail)
    with pytest.raises(WriteError, match="No space left"):
        append(log, "open")
    assert log.read_bytes() == whole


def test_a_clock_that_went_back_is_a_remark_and_no_breach(log: Path) -> None:
    lines = [json.loads(line) for line in log.read_bytes().splitlines()]
    lines[3]["utc"] = "1999-12-31T23:59:59.000+00:00"
    log.write_bytes(chained(lines))
    assert check_log(log) == []
    (remark,) = remarks(read_lines(log))
    assert "the clock was set back at line 3 (edit)" in remark


APPENDING = """
import sys
from pathlib import Path
from lle_studio.record.audit import append
for number in range(int(sys.argv[2])):
    append(Path(sys.argv[1]), "edit", {"who": sys.argv[3], "number": number})
"""


def test_two_programs_on_one_log_still_chain(tmp_path: Path) -> None:
    path, times = tmp_path / "a.jsonl", 60
    programs = [subprocess.Popen([sys.executable, "-c", APPENDING, str(path), str(times), who]) for who in "ab"]
    assert [program.wait() for program in programs] == [0, 0]
    assert check_log(path) == []
    assert remarks(read_lines(path)) == []
    entries = [line.entry for line in read_lines(path)]
    for who in "ab":
        numbers = [entry.parameters["number"] for entry in entries if entry and entry.parameters["who"] == who]
        assert numbers == list(range(times))


def test_a_copy_goes_on_and_no_other_log_is_lost(log: Path) -> None:
    target = log.with_name("copy.audit.jsonl")
    assert copy_log(log, target) is None
    append(log, "edit")
    assert copy_log(log, target) is None  # an earlier state of the same log
    assert target.read_bytes() == log.read_bytes()
    assert copy_log(log, log) is None
    append(target, "elsewhere")
    theirs = target.read_bytes()
    for number in (1, 2):
        kept = copy_log(log, target)
        assert kept == log.with_name(f"copy.audit.kept-{number}.jsonl")
        assert kept.read_bytes() == theirs
        assert target.read_bytes() == log.read_bytes()
        target.write_bytes(theirs)
    assert {path.name for path in log.parent.iterdir()} == {
        log.name, target.name, "copy.audit.kept-1.jsonl", "copy.audit.kept-2.jsonl",
    }  # fmt: skip
    with pytest.raises(SourceError, match="cannot be read"):
        copy_log(log.with_name("nothing.jsonl"), target)
    with pytest.raises(WriteError, match="cannot be written"):
        copy_log(log, log / "inside" / "a.jsonl")
    assert set_aside(log).name == "사건.audit.kept-1.jsonl"


def give_log(folder: Path) -> Path:
    """Gives a package another audit log, with many lines."""
    path = folder / "audit.jsonl"
    path.unlink()
    for action in ACTIONS:
        append(path, action)
    head = read_head(path)
    change_manifest(folder, lambda manifest: manifest.update(audit={"lines": head.lines, "head": head.head}))
    forge_sums(folder)
    return path


def test_verify_checks_the_log_of_a_package(evidence: Package) -> None:
    assert package_breaches(evidence.folder, read_manifest_of(evidence.folder)) == []
    path = give_log(evidence.folder)
    assert failures(evidence.folder) == ""
    whole = path.read_bytes()
    append(path, "more")
    forge_sums(evidence.folder)
    assert failures(evidence.folder) == "audit log: line 6 (more) was added after the log was closed"
    path.write_bytes(whole)
    change(path, lambda lines: lines.pop(2))
    forge_sums(evidence.folder)
    assert "audit log: line 2 is missing" in failures(evidence.folder)


def test_a_package_with_half_a_log_fails(evidence: Package) -> None:
    path = give_log(evidence.folder)
    whole = path.read_bytes()
    path.unlink()
    forge_sums(evidence.folder)
    assert "audit log: audit.jsonl is missing" in failures(evidence.folder)
    path.write_bytes(whole)
    change_manifest(evidence.folder, lambda manifest: manifest.pop("audit"))
    forge_sums(evidence.folder)
    assert "audit log: 'None' does not say how far an audit log goes" in failures(evidence.folder)
    for nonsense in (None, [], {"lines": True, "head": START}, {"lines": 6, "head": "x"}):
        change_manifest(evidence.folder, lambda manifest, it=nonsense: manifest.update(audit=it))  # type: ignore[misc]
        forge_sums(evidence.folder)
        assert "does not say how far" in failures(evidence.folder)
