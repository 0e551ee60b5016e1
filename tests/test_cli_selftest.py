"""``lle-studio selftest``: one line a case, an exit code, and a record where one is asked for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from lle_studio.cli import main
from lle_studio.pipeline import selftest
from lle_studio.pipeline.golden import golden_path
from lle_studio.pipeline.selftest_cases import CASES


@pytest.fixture
def few_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the cases that take no time: what the command makes of the answers is the question here."""
    monkeypatch.setattr(selftest, "CASES", CASES[:3])


@pytest.fixture
def changed_golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_cases: None) -> None:
    """Recorded results of which one was changed."""
    content = json.loads(golden_path().read_text(encoding="ascii"))
    content["cases"]["decoding: full range, BT.709"]["frame 2, PTS"] = 81
    path = tmp_path / "golden.json"
    path.write_text(json.dumps(content))
    monkeypatch.setattr(selftest, "golden_path", lambda: path)


def test_every_case_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["selftest"]) == 0
    out, err = capsys.readouterr()
    *lines, last = out.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"holds  {case.name.split(': ')[0]}" for case in CASES]
    assert last == f"This installation gives the recorded results in all {len(CASES)} cases"
    assert err == ""


@pytest.mark.usefixtures("changed_golden")
def test_a_failure_is_named_and_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["selftest"]) == 1
    out, err = capsys.readouterr()
    assert "FAILS  decoding: full range, BT.709: frame 2, PTS: expected 81, found 80\n" in out
    assert "gives the recorded results" not in out
    assert err == "lle-studio: the self-test does not hold: see the cases that fail, and install it again.\n"


@pytest.mark.usefixtures("few_cases")
@pytest.mark.parametrize(("language", "title"), [("en", "Validation record"), ("ko", "유효성 확인 기록서")])
def test_the_record_is_written(language: str, title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "record"
    folder.mkdir()
    arguments = ["--language", language, "--examiner", "김검사", "--organization", "Lab"]
    assert main(["selftest", "-o", str(folder), *arguments]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{folder}: the validation record")
    record = json.loads((folder / "validation.json").read_text(encoding="utf-8"))
    assert record["format"] == "lle-studio-validation/1"
    assert (record["performed_by"]["examiner"], record["performed_by"]["organization"]) == ("김검사", "Lab")
    metadata = PdfReader(folder / "validation.pdf").metadata
    assert metadata is not None
    assert metadata.title == title


@pytest.mark.usefixtures("changed_golden")
def test_json_is_the_record_and_so_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "record"
    assert main(["selftest", "--json", "-o", str(folder)]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((folder / "validation.json").read_text(encoding="utf-8"))
    assert printed["result"] == "failed"
    assert printed["cases"][2]["differences"] == [{"place": "frame 2, PTS", "expected": 81, "found": 80}]


def test_a_folder_in_use_is_refused_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("somebody else's")
    monkeypatch.setattr(selftest, "run_selftest", lambda **_: pytest.fail("it ran"))
    assert main(["selftest", "-o", str(tmp_path)]) == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert "exists already" in err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_missing_recorded_results_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(selftest, "golden_path", lambda: tmp_path / "golden.json")
    assert main(["selftest"]) == 3
    assert capsys.readouterr().err.endswith("golden.json cannot be read (No such file or directory): "
                                            "install the program again.\n")  # fmt: skip


def test_interrupting_leaves_nothing_and_is_one_sentence(tmp_path: Path) -> None:
    """Ctrl-C, sent by the process to itself while a package is exported."""
    code = (
        "import os, signal, sys, tempfile\nimport lle_studio.pipeline.export as export\n"
        "from lle_studio.cli import main\ntempfile.tempdir = sys.argv.pop(1)\nrun = export.run_export\n"
        "def run_and_interrupt(job, **options):\n"
        "    for progress in run(job, **options):\n"
        "        if progress.stage == 'export' and progress.done == 3:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "        yield progress\n"
        "export.run_export = run_and_interrupt\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-c", code, str(tmp_path / "temporary"), "selftest", "-o", str(tmp_path / "record")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (130, "")
    assert result.stderr == "lle-studio: The self-test was cancelled; nothing was kept.\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["temporary"]
