"""``lle-studio audit`` shows what was done, and says with its exit code whether the log still holds."""

import json
import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from lle_studio.cli import main
from lle_studio.pipeline.case import Case, audit_log_of, write_case
from lle_studio.record.audit import append
from lle_studio.record.manifest import FORMAT


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three lines beside a case file that vouches for them."""
    case_path = tmp_path / "case.llecase"
    path = audit_log_of(case_path)
    append(path, "open", {"source": "/clips/영상.mp4"})
    append(path, "edit", {"changes": {"notes": {"before": "", "after": "x" * 500}}}, examiner="김검사")
    head = append(path, "save", {"path": os.fsdecode(b"\xff")})
    write_case(case_path, Case(audit_lines=head.lines, audit_head=head.head))
    return path


def audit(capsys: pytest.CaptureFixture[str], *arguments: object) -> Answer:
    capsys.readouterr()
    code = main(["audit", *(str(argument) for argument in arguments)])
    return Answer(code, *capsys.readouterr())


def test_a_log_is_a_table_and_a_verdict(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    answer = audit(capsys, log)
    lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert lines[0].split() == ["line", "time", "user", "action", "with"]
    assert re.search(r"^0 +\S+ +\S+ +open +.*영상\.mp4", lines[1])
    assert "(김검사)" in lines[2]
    assert lines[2].endswith("…")
    assert lines[4] == ("holds  the chain of 3 lines; nothing vouches for its end: give the case file or the package")
    assert audit(capsys, log.with_name("case.llecase")).out.splitlines()[4] == (
        "holds  the chain of 3 lines, and case.llecase vouches for 3 of them"
    )


def test_json_holds_every_line_whole(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    answer = json.loads(audit(capsys, log.with_name("case.llecase"), "--json").out)
    assert answer.keys() == {"log", "anchor", "lines", "head", "holds", "breaches", "remarks", "entries"}
    assert (answer["lines"], answer["holds"], answer["breaches"], answer["remarks"]) == (3, True, [], [])
    assert answer["anchor"] == {"lines": 3, "head": answer["head"], "file": "case.llecase"}
    assert answer["entries"][1]["parameters"]["changes"]["notes"]["after"] == "x" * 500
    assert answer["entries"][2]["parameters"]["path"] == os.fsdecode(b"\xff")


def test_a_log_that_does_not_hold_names_the_line(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole.replace("영상".encode(), "다른".encode()))
    answer = audit(capsys, log)
    assert answer.code == 1
    assert "FAILS  line 0 (open) was changed: line 1 was written after another" in answer.out
    assert re.fullmatch(r"lle-studio: The audit log [^\n]+ does not hold: line 0 \(open\) [^\n]+\.\n", answer.err)
    log.write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
    assert audit(capsys, log).code == 0
    answer = audit(capsys, log.with_name("case.llecase"), "--json")
    assert answer.code == 1
    assert json.loads(answer.out)["breaches"] == ["the log ends with line 1 (edit): line 2 is missing"]
    log.write_bytes(whole + b"junk")
    answer = audit(capsys, log, "--json")
    assert (answer.code, json.loads(answer.out)["entries"][3]) == (1, None)
    log.unlink()
    assert audit(capsys, log.with_name("case.llecase")).code == 1


def test_a_package_vouches_for_all_of_its_log(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"format": FORMAT}))
    answer = audit(capsys, tmp_path)
    assert (answer.code, answer.out) == (3, "")
    assert "exported before packages had one" in answer.err
    head = append(tmp_path / "audit.jsonl", "export")
    assert "does not name audit.jsonl" in audit(capsys, tmp_path).err
    manifest.write_text(json.dumps({"format": FORMAT, "audit": {"lines": head.lines, "head": head.head}}))
    answer = audit(capsys, tmp_path)
    assert (answer.code, answer.out.splitlines()[-1]) == (
        0, "holds  the chain of 1 lines, and manifest.json vouches for 1 of them"
    )  # fmt: skip
    append(tmp_path / "audit.jsonl", "more")
    assert "line 1 (more) was added" in audit(capsys, tmp_path).err


def test_what_has_no_log_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_case(tmp_path / "new.llecase", Case())
    for file in (tmp_path / "nothing.jsonl", tmp_path / "nothing.llecase", tmp_path / "new.llecase", tmp_path):
        answer = audit(capsys, file)
        assert (answer.code, answer.out) == (3, "")
        assert re.fullmatch(r"lle-studio: [^\n]+\.\n", answer.err)
