"""The installation checks itself: here it passes, and whatever is planted is found and named."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lle_studio.core.errors import Cancelled, SourceError, WriteError
from lle_studio.estimator import estimator as estimator_module
from lle_studio.estimator.checkpoint import load_checkpoint, save_checkpoint
from lle_studio.pipeline import selftest_cases
from lle_studio.pipeline.drawn import DRAWN_CLIPS, PLAIN, fixed_tables
from lle_studio.pipeline.golden import compare, golden_path, read_golden
from lle_studio.pipeline.selftest import answer_case, check_folder, run_selftest, save_validation
from lle_studio.pipeline.selftest_cases import CASES, Workbench
from lle_studio.pipeline.selftest_record import golden_text
from lle_studio.record.validation import CaseAnswer, SelftestReport, describe_validation
from lle_studio.record.verify import Check, VerifyReport
from lle_studio.resources import model_path
from lle_studio.video import color
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader

Answer = Callable[..., CaseAnswer]


@pytest.fixture(scope="module")
def told() -> list[tuple[str, int, int]]:
    """What the self-test tells while it runs."""
    return []


@pytest.fixture(scope="module")
def report(told: list[tuple[str, int, int]]) -> SelftestReport:
    """The whole self-test, run once."""
    return run_selftest(progress=lambda *progress: told.append(progress))


@pytest.fixture
def answer(tmp_path: Path) -> Answer:
    """Runs one case against what is recorded, or against a changed record of it."""

    def answer(name: str, **changes: Any) -> CaseAnswer:
        recorded, _ = read_golden(golden_path())
        case = next(case for case in CASES if case.name == name)
        return answer_case(case, {**recorded[name], **changes}, Workbench(tmp_path))

    return answer


# --- This installation


def test_this_installation_gives_the_recorded_results(report: SelftestReport) -> None:
    assert [answer.detail for answer in report.answers if not answer.passed] == []
    assert report.passed
    assert [answer.name for answer in report.answers] == [case.name for case in CASES]
    assert {name for name, _ in report.weights} == {"studio", "paper"}
    assert report.started < report.ended


def test_every_case_compares_something(report: SelftestReport) -> None:
    assert all(answer.values > 1 for answer in report.answers)
    names = " ".join(answer.name for answer in report.answers)
    for part in ("decoding", "fixed tables", "estimation", "export and verification", "planted faults"):
        assert part in names


def test_progress_names_every_case(report: SelftestReport, told: list[tuple[str, int, int]]) -> None:
    assert [name for name, _, _ in told[:-1]] == [case.name for case in CASES]
    assert [done for _, done, _ in told] == list(range(len(CASES) + 1))
    assert {total for _, _, total in told} == {len(CASES)}


@pytest.mark.parametrize("drawn", DRAWN_CLIPS, ids=lambda drawn: drawn.file)
def test_drawn_clips_lose_nothing(drawn: Any, tmp_path: Path) -> None:
    index = build_index(drawn.write(tmp_path))
    assert index.pts.tolist() == list(drawn.pts)
    assert (index.pixel_format, index.color.matrix, index.color.range) == (
        drawn.pixel_format,
        drawn.matrix,
        drawn.color_range,
    )
    with ClipReader(index) as reader:
        for frame in reader.frames():
            expected = drawn.planes(frame.index)
            assert [plane.tolist() for plane in frame.coded] == [plane.tolist() for plane in expected]


def test_a_drawn_clip_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"nowhere.*cannot be written"):
        PLAIN.write(tmp_path / "nowhere")


def test_fixed_tables_are_tables() -> None:
    for table in fixed_tables().values():
        assert table.shape == (3, 256)
        assert (np.diff(table.astype(int), axis=1) >= 0).all()
    assert len({table.tobytes() for table in fixed_tables().values()}) == len(fixed_tables())


def test_what_is_recorded_is_read_back() -> None:
    cases, _ = read_golden(golden_path())
    assert json.loads(golden_text(cases))["cases"] == cases
    assert set(cases) == {case.name for case in CASES}


# --- Planted faults


def test_a_changed_table_is_named_with_its_entry(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    def patched() -> dict[str, NDArray[np.uint8]]:
        tables = fixed_tables()
        tables["steep"][1, 7] += 1
        return tables

    monkeypatch.setattr(selftest_cases, "fixed_tables", patched)
    found = answer("arithmetic of curves and tables")
    assert not found.passed
    assert found.detail == (
        "table steep: 1 of 768 entries differs by up to 1 code, first in channel 2 of 3, entry 7: expected 84, found 85"
    )
    applied = answer("fixed tables on R, G, B")
    assert {difference.place.rpartition(" ")[2] for difference in applied.differences} == {"steep"}
    assert applied.detail.startswith("limited range, BT.601, frame 0, table steep: expected ")


def test_a_wrong_gain_limit_is_found(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lle_studio.core.curves.limit_slope", lambda table, gain_limit: table)
    places = [difference.place for difference in answer("arithmetic of curves and tables").differences]
    assert places
    assert all("no gain limit" not in place for place in places)
    assert places[0].startswith("per-channel, bt601 limited: ")


def test_a_wrong_decoder_graph_is_found(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With chroma that is interpolated, the coded planes stay and RGB does not."""
    monkeypatch.setattr(color, "SCALE_FLAGS", "bicubic")
    found = answer("decoding: limited range, BT.601")
    assert [difference.place for difference in found.differences] == [f"frame {index}, RGB" for index in range(6)]
    assert found.detail.startswith("frame 0, RGB: expected ")
    assert found.detail.endswith("; and 5 more: frame 1, RGB, frame 2, RGB, frame 3, RGB, frame 4, RGB, …")


def test_a_changed_recorded_value_is_found(answer: Answer) -> None:
    found = answer("decoding: variable frame rate", **{"frame 3, PTS": 9012})
    assert found.detail == "frame 3, PTS: expected 9012, found 9011"
    found = answer("decoding: bundled sample", **{"frame 137, RGB": "0" * 64})
    assert [difference.place for difference in found.differences] == ["frame 137, RGB"]
    assert found.differences[0].expected == "0" * 64


def test_what_is_recorded_and_not_found_fails(answer: Answer) -> None:
    found = answer("decoding: grey", **{"frame 6, PTS": 240})
    assert found.detail == "frame 6, PTS: expected 240, found nothing"


def test_other_weights_are_found(answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = load_checkpoint(model_path("studio.safetensors"))
    for parameter in checkpoint.network.parameters():
        parameter.data *= 1.01
    other = tmp_path / "studio.safetensors"
    save_checkpoint(checkpoint.network, checkpoint.weights.card, other)
    monkeypatch.setattr(estimator_module, "weights_path", lambda weights: other)
    found = answer("estimation: studio")
    assert not found.passed
    assert found.differences[0].place == "SHA-256 of the weights"
    assert any("entries differ by up to" in difference.place for difference in found.differences)


def test_damaged_weights_fail_their_case_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "studio.safetensors"
    shutil.copy(model_path("studio.json"), tmp_path / "studio.json")
    damaged.write_bytes(b"\0" * 100)
    monkeypatch.setattr(estimator_module, "weights_path", lambda weights: damaged)
    found = run_selftest()
    failed = {answer.name: answer.detail for answer in found.answers if not answer.passed}
    assert [name.split(":")[0] for name in failed] == [*["estimation"] * 2, *["export and verification"] * 3,
                                                       "planted faults"]  # fmt: skip
    assert failed["estimation: studio"] == (
        "it cannot be run: The weights studio.safetensors do not match the SHA-256 in their card: "
        "restore both from the release"
    )
    assert (found.device, found.weights) == ("none", ())


@pytest.mark.parametrize(("off", "passed"), [(0, True), (1, True), (2, False)])
def test_estimates_may_be_off_by_one_code_and_it_is_said(answer: Answer, off: int, passed: bool) -> None:
    recorded, _ = read_golden(golden_path())
    table = [list(row) for row in recorded["estimation: paper"]["dusk, L 0.60"]]
    for place in (30, 50, 70):
        table[1][place] += off
    found = answer("estimation: paper", **{"dusk, L 0.60": table})
    assert found.passed == passed
    expected = {
        0: "1537 values equal those recorded",
        1: "dusk, L 0.60: 3 of 768 entries differ by 1 code; all else equal",
        2: "dusk, L 0.60: 3 of 768 entries differ by up to 2 codes, first in channel 2 of 3, entry 30: "
        f"expected {table[1][30]}, found {table[1][30] - 2}",
    }
    assert found.detail == expected[off]


def test_arithmetic_may_not_be_off_at_all(answer: Answer) -> None:
    recorded, _ = read_golden(golden_path())
    rows = [list(row) for row in recorded["arithmetic of curves and tables"]["gain limit 12"]]
    rows[2][9] += 1
    assert not answer("arithmetic of curves and tables", **{"gain limit 12": rows}).passed


def test_a_check_of_the_verifier_that_fails_is_named(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = (Check(name="curve log", passed=False, detail="frame 2: no"), Check(name="new", passed=True, detail=""))
    monkeypatch.setattr(selftest_cases, "verify_package", lambda *_, **__: VerifyReport(checks=checks))
    found = answer("export and verification: luma")
    said = {difference.place: difference.found for difference in found.differences}
    assert said["verify, curve log"] == "fails: frame 2: no"
    assert said["verify, files"] is None
    assert "verify, new" not in said


def test_a_table_that_was_not_applied_is_named(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log says other tables than those applied: what the self-test applies again is not what was exported."""
    read = selftest_cases.read_curve_log

    def with_other_tables(path: Path, domain: str) -> Any:
        for row in read(path, domain):
            yield replace(row, table=fixed_tables()["root"]) if row.index == 4 else row

    monkeypatch.setattr(selftest_cases, "read_curve_log", with_other_tables)
    found = answer("export and verification: per-channel")
    assert [difference.place for difference in found.differences] == ["frame 4, logged tables applied again"]


def test_a_verifier_that_always_says_yes_is_found(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest_cases, "verify_package", lambda *_, **__: VerifyReport(checks=()))
    found = answer("planted faults")
    assert [difference.found for difference in found.differences] == ["not found", "not found"]


@pytest.mark.parametrize("recorded", [None, [], "x"])
def test_a_case_without_recorded_results_fails(recorded: Any, tmp_path: Path) -> None:
    found = answer_case(CASES[0], recorded, Workbench(tmp_path))
    assert (found.passed, found.values) == (False, 0)
    assert found.detail == "no results are recorded for this case: install the program again"


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "7", '{"format": "lle-studio-golden/0", "cases": {}}', '{"format": "x"}']
)
def test_a_damaged_record_is_one_sentence(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "golden.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SourceError, match=r"golden\.json.*install the program again\.$"):
        run_selftest(golden=path)


@pytest.mark.parametrize(
    "recorded", [[], [[1, 2], [3]], [["x"] * 256] * 3, [[0] * 256], [[0.5] * 256] * 3, [[10**30] * 256] * 3, "a", None]
)
def test_nonsense_in_place_of_a_table_differs(recorded: Any) -> None:
    differences, tolerated, count = compare({"t": recorded}, {"t": [[0] * 256] * 3}, 1)
    assert (len(differences), tolerated) == (1, [])
    assert count in (1, 768)


# --- Stopping, and writing the record


def test_stopping_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    begun: list[str] = []

    def stop() -> bool:
        return "export and verification: shared" in begun

    with pytest.raises(Cancelled, match=r"The self-test was cancelled; nothing was kept\."):
        run_selftest(progress=lambda name, done, total: begun.append(name), cancelled=stop)
    assert begun[-1] == "export and verification: shared"
    assert list(tmp_path.iterdir()) == []


def test_the_record_is_written_whole_into_a_new_folder(report: SelftestReport, tmp_path: Path) -> None:
    record = describe_validation(report, examiner="김검사", organization="Lab")
    folder = tmp_path / "deep" / "record"
    save_validation(folder, record, language="ko")
    assert sorted(path.name for path in folder.iterdir()) == ["validation.json", "validation.pdf"]
    assert json.loads((folder / "validation.json").read_text(encoding="utf-8")) == record
    assert [path.name for path in folder.parent.iterdir()] == ["record"]


def test_nothing_is_written_over(report: SelftestReport, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("somebody else's")
    with pytest.raises(WriteError, match="exists already"):
        check_folder(tmp_path)
    with pytest.raises(WriteError, match="exists already"):
        save_validation(tmp_path, describe_validation(report))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_interrupted_record_is_not_in_the_way(report: SelftestReport, tmp_path: Path) -> None:
    partial = tmp_path / "record.partial"
    partial.mkdir()
    (partial / "validation.json").write_text("{")
    save_validation(tmp_path / "record", describe_validation(report))
    assert [path.name for path in tmp_path.iterdir()] == ["record"]
