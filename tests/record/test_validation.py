"""The validation record: its facts can be checked, and its document says them in both languages."""

import hashlib
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import lle_studio
from lle_studio.core.errors import WriteError
from lle_studio.pipeline.selftest_cases import CASES
from lle_studio.record import machine
from lle_studio.record.machine import describe_machine, describe_program, system_user
from lle_studio.record.manifest import software_versions
from lle_studio.record.typeset import LANGUAGES
from lle_studio.record.validation import (
    CaseAnswer,
    Difference,
    SelftestReport,
    describe_validation,
    validation_document,
    write_validation,
)
from lle_studio.resources import resource_path

EXPECTED, FOUND, WEIGHTS, GOLDEN = ("ab" * 32, "cd" * 32, "12" * 32, "34" * 32)


def report_of(*answers: CaseAnswer) -> SelftestReport:
    return SelftestReport(
        started=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        ended=datetime(2026, 3, 4, 5, 6, 59, tzinfo=UTC),
        answers=answers,
        device="CPU",
        weights=(("studio", WEIGHTS),),
        golden_sha256=GOLDEN,
    )


def passing() -> SelftestReport:
    """A report in which every case holds, one of them with a remark."""
    answers = [CaseAnswer(name=case.name, compared=case.compared, passed=True, values=7) for case in CASES]
    remark = "dusk, L 0.60: 3 of 768 entries differ by 1 code; all else equal"
    answers[3] = CaseAnswer(name=CASES[3].name, compared=CASES[3].compared, passed=True, values=7, remark=remark)
    return report_of(*answers)


def failing() -> SelftestReport:
    differences = [Difference(place=f"frame {index}, RGB", expected=EXPECTED, found=FOUND) for index in range(9)]
    answer = CaseAnswer(
        name=CASES[1].name, compared=CASES[1].compared, passed=False, values=20, differences=tuple(differences)
    )
    return report_of(*passing().answers[:1], answer)


def words_of(language: str) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(resource_path(f"report/selftest.{language}.json").read_text(encoding="utf-8"))
    return words


def text_of(document: bytes) -> str:
    """The text of a PDF without any space: where a line or a long number is broken does not matter."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


# --- Facts


def test_the_record_says_who_when_where_and_with_what() -> None:
    record = describe_validation(passing(), examiner="김검사", organization="Lab")
    assert record["result"] == "passed"
    assert record["started_utc"] == "2026-03-04T05:06:07+00:00"
    assert datetime.fromisoformat(record["ended_local"]) == datetime.fromisoformat(record["ended_utc"])
    assert record["performed_by"] == {"system_user": system_user(), "examiner": "김검사", "organization": "Lab"}
    assert record["software"] == software_versions()
    assert record["weights"] == [{"name": "studio", "sha256": WEIGHTS}]
    assert record["machine"]["device"] == "CPU"
    assert record["recorded_results_sha256"] == GOLDEN
    assert [case["name"] for case in record["cases"]] == [case.name for case in CASES]
    assert json.loads(json.dumps(record)) == record


def test_a_failing_case_keeps_every_difference() -> None:
    record = describe_validation(failing())
    assert record["result"] == "failed"
    case = record["cases"][1]
    assert len(case["differences"]) == 9
    assert case["differences"][8] == {"place": "frame 8, RGB", "expected": EXPECTED, "found": FOUND}
    assert case["detail"] == (
        f"frame 0, RGB: expected {EXPECTED}, found {FOUND}; "
        "and 8 more: frame 1, RGB, frame 2, RGB, frame 3, RGB, frame 4, RGB, …"
    )


def test_anybody_can_make_the_hash_of_the_program_again() -> None:
    """The list as sha256sum prints it over the source files, in the order of their names."""
    root = Path(lle_studio.__file__).resolve().parent
    names = [
        os.path.relpath(os.path.join(folder, name), root.parent)
        for folder, _, files in os.walk(root)
        for name in files
        if name.endswith(".py")
    ]
    lines = [f"{hashlib.sha256((root.parent / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(names)]
    assert describe_program() == {
        "source_files": len(names),
        "source_sha256": hashlib.sha256("".join(lines).encode()).hexdigest(),
    }


def test_a_changed_source_file_changes_the_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lle_studio"
    (package / "core").mkdir(parents=True)
    (package / "core" / "a.py").write_text("1\n")
    (package / "notes.txt").write_text("no source")
    monkeypatch.setattr(machine, "PACKAGE", package)
    before = describe_program()
    assert before["source_files"] == 1
    (package / "core" / "a.py").write_text("2\n")
    assert describe_program()["source_sha256"] != before["source_sha256"]


def test_the_machine_is_described() -> None:
    facts = describe_machine()
    assert all(facts[name] for name in ("computer", "processor", "architecture", "system"))
    assert int(facts["logical_cores"] or 0) >= 1
    assert int(facts["memory_bytes"] or 0) > 2**28


def test_an_account_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(machine.getpass, "getuser", fail)
    assert system_user() == "unknown"


# --- The document


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_holds_every_fact(language: str) -> None:
    record = describe_validation(passing(), examiner="김검사", organization="Forensic *Lab* #1 $x$ @y")
    words, text = words_of(language), text_of(validation_document(record, language=language))
    facts = (
        *("2026-03-04 05:06:07", "김검사", "Forensic *Lab* #1 $x$ @y", WEIGHTS, GOLDEN),
        *(record["program"]["source_sha256"], record["machine"]["processor"], record["machine"]["system"]),
        *(record["performed_by"]["system_user"], record["machine"]["computer"]),
        *software_versions().values(),
        record["cases"][3]["remark"],
    )
    for fact in facts:
        assert squeezed(fact) in text, fact
    for key in ("title", "passed", "date-local", "examiner", "performed-by", "reviewed-by", "place-date"):
        assert squeezed(words[key]) in text, key
    for sentence in (*words["limits"], words["estimate-note"], words["cases-text"]):
        assert squeezed(sentence) in text
    assert text.count(words["holds"]) >= len(CASES)
    assert words["fails"] not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_of_a_failure_says_so(language: str) -> None:
    document = validation_document(describe_validation(failing()), language=language)
    words, text = words_of(language), text_of(document)
    assert squeezed(words["failed-meaning"].format(failed=1, cases=2)) in text
    assert words["fails"] in text
    assert f"frame0,RGB:expected{EXPECTED},found{FOUND}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_is_short_and_has_its_fonts_inside(language: str) -> None:
    reader = PdfReader(io.BytesIO(validation_document(describe_validation(passing()), language=language)))
    assert len(reader.pages) in (2, 3)
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        descriptor = descendant["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
    assert reader.metadata is not None
    assert reader.metadata.title == words_of(language)["title"]


def test_the_same_facts_give_the_same_document() -> None:
    record = describe_validation(passing())
    assert validation_document(record, language="en") == validation_document(record, language="en")


def test_both_languages_have_the_same_words() -> None:
    english, korean = words_of("en"), words_of("ko")
    assert set(english) == set(korean)
    assert len(english["limits"]) == len(korean["limits"])
    for key, text in english.items():
        if isinstance(text, str):
            assert text.count("{") == korean[key].count("{"), key


def test_every_case_has_its_korean_words() -> None:
    assert set(words_of("ko")["cases"]) == {case.name for case in CASES}


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"validation\.json cannot be written"):
        write_validation(tmp_path / "nowhere", describe_validation(passing()), language="en")
