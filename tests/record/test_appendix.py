"""The appendix tells everything a court asks for, in both languages, and belongs to its package."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

import lle_studio
from lle_studio.core.region import Region
from lle_studio.pipeline.case import Bookmark, Case
from lle_studio.record.appendix import MAX_FRAMES, gather_facts, write_appendix
from lle_studio.record.curve_log import columns, read_curve_log
from lle_studio.record.manifest import hash_files, write_sums
from lle_studio.record.over_time import OverTime
from lle_studio.record.representative import RepresentativeFrame, describe_table, reduce_picture, table_lines
from lle_studio.resources import resource_path
from tests.record.conftest import Package
from tests.record.packages import failures, read_manifest_of

CASE = Case(
    case_number="2026-형제-1234",
    exhibit="증 제3호",
    examiner="김철수",
    organization="국립과학수사연구원",
    notes="Fixed camera #3, *not* moved.",
    bookmarks=(
        Bookmark(index=12, pts=6144, note="A person enters / 사람이 들어옴"),
        Bookmark(index=14, pts=7168, note="#panic()", region=Region(x=1, y=2, width=3, height=4)),
        Bookmark(index=90, pts=46080, note="outside of the range"),
    ),
)


def pages_of(document: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def joined(pages: list[str]) -> str:
    """The text of all pages, without what breaks lines."""
    return re.sub(r"\s+", "", "".join(pages))


@pytest.fixture
def told(package: Callable[..., Package]) -> Package:
    """A package of a case, with appendices in both languages."""
    return package("audio-aac", start=10, end=30, case=CASE, languages=("ko", "en"))


def words_of(language: str) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(resource_path(f"report/appendix.{language}.json").read_text(encoding="utf-8"))
    return words


@pytest.mark.parametrize(("name", "language"), [("appendix.pdf", "ko"), ("appendix.en.pdf", "en")])
def test_it_tells_what_a_court_asks_for(told: Package, name: str, language: str) -> None:
    manifest, words = read_manifest_of(told.folder), words_of(language)
    text = joined(pages_of((told.folder / name).read_bytes()))
    rows = {row.index: row for row in read_curve_log(told.folder / "curves.csv", "rgb")}
    shown = manifest["appendix"]["representative_frames"]
    assert [frame["index"] for frame in shown if "marked" in frame["reasons"]] == [12, 14]
    wanted = [
        *(CASE.case_number, CASE.exhibit, CASE.examiner, CASE.organization, CASE.notes),
        *(mark.note for mark in CASE.bookmarks[:2]),
        *(manifest["source"][key] for key in ("name", "sha256", "container", "codec", "pixel_format", "time_base")),
        *(manifest["weights"][key] for key in ("name", "sha256", "architecture", "training_data", "licence", "device")),
        *(manifest["software"][key] for key in ("lle-studio", "independent ffmpeg", "decoder ffmpeg", "system")),
        *(manifest["created_utc"], manifest["decoding"]["rgb_conversion"], manifest["reproduction"]["graph"]),
        *(words["check_names"][check["name"]] for check in manifest["checks"]),
        *(check["detail"] for check in manifest["checks"]),
        *(
            words[key]
            for key in words
            if key.endswith("_title") and isinstance(words[key], str) and "{" not in words[key]
        ),
        *words["plain"],
        *words["limits"],
        *(part for row in words["ai_rows"] for part in row),
        *(factor["question"] for factor in words["factors"]),
        *(words[key] for key in ("signature_examiner", "signature_second", "signature_place")),
        *(rows[frame["index"]].enhanced_sha256 for frame in shown),
        *(rows[frame["index"]].source_sha256 for frame in shown),
        *(words["reasons"][reason] for frame in shown for reason in frame["reasons"]),
    ]
    missing = [part for part in wanted if re.sub(r"\s+", "", str(part)) not in text]
    assert missing == []
    assert "outsideoftherange" not in text


def test_its_tables_are_those_of_the_log(told: Package) -> None:
    pages = pages_of((told.folder / "appendix.en.pdf").read_bytes())
    manifest = read_manifest_of(told.folder)
    rows = {row.index: row for row in read_curve_log(told.folder / "curves.csv", "rgb")}
    for frame in manifest["appendix"]["representative_frames"]:
        row = rows[frame["index"]]
        assert row.table is not None
        (page,) = [page for page in pages if f"Table of frame {row.index} (PTS {row.pts}), in full" in page]
        found = np.full((3, 256), -1)
        for line in page.replace("\u00a0", " ").splitlines():
            numbers = [int(number) for number in re.findall(r"\d+", line)]
            if len(numbers) == 16 and re.fullmatch(r"[\d\s]+", line):
                for code, *entries in zip(*(iter(numbers),) * 4, strict=True):
                    found[:, code] = entries
        assert (found == row.table).all()


def test_what_is_copied_from_it_holds_no_hidden_letters(told: Package) -> None:
    manifest = read_manifest_of(told.folder)
    text = "".join(pages_of((told.folder / "appendix.en.pdf").read_bytes()))
    assert "\u200b" not in text
    assert manifest["source"]["sha256"] in text


def test_pages_are_numbered_and_listed(told: Package) -> None:
    reader = PdfReader(told.folder / "appendix.en.pdf")
    pages = [page.extract_text() for page in reader.pages]
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in text
        assert len(text) > 150, f"page {number} is all but empty"
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert len(titles) >= 12
    for title in titles:
        assert str(title) in pages[1]


def test_plots_are_vectors(told: Package) -> None:
    """Only the pictures of frames and the heat map are images."""
    reader = PdfReader(told.folder / "appendix.en.pdf")
    count = len(read_manifest_of(told.folder)["appendix"]["representative_frames"])
    images = {
        image.indirect_reference.idnum for page in reader.pages for image in page.images if image.indirect_reference
    }
    assert len(images) <= 2 * count + 1


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_failed_check_is_seen_on_the_first_page(told: Package, tmp_path: Path, language: str) -> None:
    manifest = read_manifest_of(told.folder)
    manifest["checks"][3] |= {"passed": False, "detail": "frame 12: its time is 0.040000 s off"}
    sums = hash_files(told.folder)
    for name in ("curves.csv", "audit.jsonl"):
        (tmp_path / name).write_bytes((told.folder / name).read_bytes())
    write_appendix(tmp_path, manifest, [], sums, [language])
    pages, words = pages_of((tmp_path / "appendix.pdf").read_bytes()), words_of(language)
    assert words["fails"] in pages[0]
    assert joined([words["not_all_hold"].format(count=len(manifest["checks"]))]) in joined(pages[:1])
    assert "frame12:itstimeis0.040000soff" in joined(pages)


def test_it_belongs_to_its_package(told: Package, package: Callable[..., Package], tmp_path: Path) -> None:
    lines = (told.folder / "SHA256SUMS").read_text().splitlines(keepends=True)
    expected = hashlib.sha256("".join(line for line in lines if "  appendix" not in line).encode()).hexdigest()
    assert expected in joined(pages_of((told.folder / "appendix.pdf").read_bytes()))
    other = package("audio-aac", start=10, end=16)
    stolen = (told.folder / "appendix.en.pdf").read_bytes()
    kept = (other.folder / "appendix.pdf").read_bytes()
    try:
        (other.folder / "appendix.pdf").write_bytes(stolen)
        write_sums(other.folder)
        assert failures(other.folder) == "appendix: appendix.pdf was not printed for this package"
    finally:
        (other.folder / "appendix.pdf").write_bytes(kept)
        write_sums(other.folder)
    assert failures(other.folder) == ""


@pytest.mark.parametrize(("gamma", "gain"), [(0.45, 1.0), (0.45, 0.9), (1.0, 1.0), (2.2, 1.0)])
def test_plain_words_name_the_gamma(gamma: float, gain: float) -> None:
    codes = np.arange(256)
    table = np.floor(255 * gain * (codes / 255) ** gamma + 0.5).astype(np.uint8)
    said = describe_table(table, np.full(256, 100, dtype=np.int64))
    assert float(said["gamma"]) == pytest.approx(gamma, abs=0.01)
    assert float(said["gain"]) == pytest.approx(gain, abs=0.01)
    assert all(table[code] == entry for code, entry in said["examples"])


def test_plain_words_in_the_coded_range() -> None:
    codes = np.arange(256)
    level = np.clip((codes - 16) / 219, 0, 1)
    table = np.floor(16 + 219 * level**0.45 + 0.5).astype(np.uint8)
    said = describe_table(table, np.full(256, 100, dtype=np.int64), black=16, white=235)
    assert float(said["gamma"]) == pytest.approx(0.45, abs=0.01)


def test_printed_tables_are_complete() -> None:
    table = np.stack([np.arange(256)[::-1], np.arange(256), np.full(256, 7)]).astype(np.uint8)
    lines = table_lines(table, ("y", "cb", "cr"))
    assert len(lines) == 65
    assert lines[0].split() == ["code", "Y", "Cb", "Cr"] * 4
    assert len({len(line) for line in lines}) == 1
    assert lines[1].split()[:4] == ["0", "255", "0", "7"]
    assert lines[64].split()[-4:] == ["255", "0", "255", "7"]


def test_ten_thousand_frames_fit(package: Callable[..., Package], tmp_path: Path) -> None:
    """One row of a real log, ten thousand times with tables that change."""
    made = package("audio-aac", start=10, end=16)
    row = next(read_curve_log(made.folder / "curves.csv", "rgb"))
    assert row.table is not None
    manifest = read_manifest_of(made.folder)
    manifest["range"] = {"start": 0, "end": 10_000}
    (tmp_path / "audit.jsonl").write_bytes((made.folder / "audit.jsonl").read_bytes())
    tables = [",".join(map(str, np.minimum(255, row.table.astype(int) + shift).ravel())) for shift in range(16)]
    with (tmp_path / "curves.csv").open("w", newline="", encoding="ascii") as stream:
        stream.write(",".join(columns("rgb")) + "\r\n")
        for index in range(10_000):
            facts = f"{index},{index * 512},{index * 0.04:.6f},P,0,{index:064x},{row.enhanced_sha256}"
            settings = ",".join((*row.settings, *row.measures))
            stream.write(f"{facts},{settings},{tables[index // 40 % 16]}\r\n")
    jpeg = np.full((3, 400, 720), 60, dtype=np.uint8)
    picture = reduce_picture(jpeg, aspect=Fraction(1), rotation=0)
    frames = [
        RepresentativeFrame(
            index=index, pts=index * 512, reasons=("marked",), note="", outside=None, before=picture, after=picture,
            counts=np.ones((3, 256), dtype=np.int64),
        )
        for index in range(0, 10_000, 10_000 // MAX_FRAMES)
    ][:MAX_FRAMES]  # fmt: skip
    write_appendix(tmp_path, manifest, frames, {}, ["en"])
    assert (tmp_path / "appendix.pdf").stat().st_size < 30e6
    facts, _ = gather_facts(tmp_path, manifest, frames, {})
    assert len(facts["over_time"]["lines"]["mean_in"]) == 1000


def test_repeated_pictures_and_holes_are_told(package: Callable[..., Package]) -> None:
    rows = list(read_curve_log(package("audio-aac", start=10, end=16).folder / "curves.csv", "rgb"))
    over_time = OverTime("rgb", 4)
    list(over_time.watch([rows[0], rows[0], rows[1], rows[1]]))
    assert over_time.repeated == [rows[0].index, rows[1].index]
    described = over_time.describe()
    assert [tick[0] for tick in described["ticks"]] == [0, 1 / 3, 2 / 3, 1]


def test_every_action_that_is_logged_has_words() -> None:
    """Actions stand in the code as the first word given to a note or an append; an export's end with its state."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(lle_studio.__file__).parent.rglob("*.py"))
    logged = set(re.findall(r"(?:\bnote|\b_log|\b_append)\(\s*(?:[\w.]+, )?\"([a-z-]+)\"", code))
    assert {"open", "close", "snapshot", "save", "verify", "export", "check"} <= logged
    logged |= {"complete", *(f"export-{state}" for state in ("running", "done", "failed", "cancelled"))}
    for language in ("en", "ko"):
        assert logged - set(words_of(language)["actions"]) == set()
