"""Documents look the same everywhere, show whatever they are told, and read nothing of it as markup."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from lle_studio.core.errors import WriteError
from lle_studio.record import typeset as module
from lle_studio.record.typeset import printable, typeset

CREATED = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)

TEMPLATE = """#import "common.typ": *
#show: document-style.with(title: "T", footer: "F")
#facts.text
#fill(words.sentence, name: facts.text)
"""


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates with one that shows a text, beside the fonts."""
    real = module.resource_path

    def resource(relative: str) -> Path:
        return tmp_path if relative == "report" else real(relative)

    (tmp_path / "common.typ").write_bytes((real("report") / "common.typ").read_bytes())
    (tmp_path / "letter.typ").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "letter.en.json").write_text(json.dumps({"sentence": "Dear {name}."}), encoding="utf-8")
    monkeypatch.setattr(module, "resource_path", resource)
    return tmp_path


def letter(text: str) -> bytes:
    return typeset("letter", {"text": text}, language="en", created=CREATED, pictures={})


def text_of(document: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


@pytest.mark.parametrize(
    "text",
    [
        "#panic(1)",
        "$x^2$",
        "*bold* _thin_ `code`",
        "= Heading",
        "<label> @ref",
        '"\\ #{',
        "//comment",
        "[a](b)",
        "</x>",
    ],
)
def test_nothing_told_is_read_as_markup(report: Path, text: str) -> None:
    assert text in text_of(letter(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("김철수 형제 뷁", "김철수 형제 뷁"),
        ("國立科學", "國立科學"),
        ("Łódź Ő ß ñ", "Łódź Ő ß ñ"),
        ("\N{GRINNING FACE}", "[U+1F600]"),
        ("\x00\x07", "[U+0000][U+0007]"),
        ("\u202eevil", "[U+202E]evil"),
        ("caf\udce9", "caf[U+DCE9]"),
        ("ا", "[U+0627]"),
    ],
)
def test_letters_no_font_has_are_spelled_out(report: Path, text: str, shown: str) -> None:
    assert shown in text_of(letter(text))


def test_a_name_with_braces_is_no_place_for_facts(report: Path) -> None:
    (report / "letter.en.json").write_text(json.dumps({"sentence": "{name} is {hash}, {}"}), encoding="utf-8")
    template = TEMPLATE.replace("name: facts.text", 'name: facts.text, hash: "H"')
    (report / "letter.typ").write_text(template, encoding="utf-8")
    assert "{hash}.mp4 is H, {}" in text_of(letter("{hash}.mp4"))


def test_marks_that_turn_writing_round_are_spelled_out(report: Path) -> None:
    assert "evil[U+202E]gpj.exe[U+001B]" in text_of(letter("evil\u202egpj.exe\x1b"))


def test_printable_keeps_the_shape_of_facts() -> None:
    facts: dict[str, Any] = {"a": ["x\x01", {"b": ("y", 1, None, True, 0.5)}]}
    assert printable(facts) == {"a": ["x[U+0001]", {"b": ["y", 1, None, True, 0.5]}]}


def test_the_same_facts_give_the_same_bytes(report: Path) -> None:
    assert letter("text") == letter("text")


def test_a_document_is_pdf_a_with_every_font_inside(report: Path) -> None:
    document = letter("한글 and Latin")
    assert b"pdfaid:part" in document
    fonts = [
        font.get_object()
        for page in PdfReader(io.BytesIO(document)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_a_template_that_is_wrong_is_one_sentence(report: Path) -> None:
    (report / "letter.typ").write_text('#import "common.typ": *\n#nothing', encoding="utf-8")
    with pytest.raises(WriteError, match=r"^The document letter cannot be made: .*nothing.*\.$"):
        letter("")
