"""Every manifest keeps its schema, and what does not is named by its place."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lle_studio.record.schema import MAX_BREACHES, SCHEMA, schema_breaches
from lle_studio.resources import resource_path
from tests.record.conftest import Package
from tests.record.packages import Manifest, change_manifest, failures, forge_sums, read_manifest_of

Packages = Callable[..., Package]

KINDS: dict[str, dict[str, Any]] = {
    "audio-aac": {"start": 10, "end": 16},
    "cfr": {"start": 2, "end": 9, "curve_mode": "locked", "lock_frame": 40},
    "vfr": {"start": 3, "end": 9, "color_mode": "luma"},
    "negative-pts": {"end": 5},
    "sample-aspect": {"end": 4},
    "rotated": {"end": 4, "gain_limit": None},
    "grey": {"end": 4, "color_mode": "luma"},
    "raw-h264": {"start": 2, "end": 6},
    "truncated-ts": {"start": 40},
    "damaged-packets": {"curve_mode": "locked", "lock_frame": 0},
}
"""Clips and the part of each that is exported."""


def schema() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(resource_path(SCHEMA).read_text(encoding="utf-8"))
    return content


@pytest.fixture
def manifest(package: Packages) -> Manifest:
    """Of a package as it was exported, to be changed."""
    return read_manifest_of(package("audio-aac", start=10, end=16).folder)


@pytest.mark.parametrize("name", KINDS)
def test_every_manifest_keeps_the_schema(package: Packages, name: str) -> None:
    assert schema_breaches(read_manifest_of(package(name, **KINDS[name]).folder)) == []


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$id"].startswith("urn:")


def test_every_property_is_described() -> None:
    def bare(place: str, node: Any) -> Iterator[str]:
        for name, described in node.get("properties", {}).items():
            if not (described.get("title") and described.get("description")):
                yield f"{place}.{name}"
            yield from bare(f"{place}.{name}", described)
        if "items" in node:
            yield from bare(f"{place}[]", node["items"])

    assert list(bare("$", {key: value for key, value in schema().items() if key not in ("then", "else")})) == []


def test_what_may_be_there_is_described(manifest: Manifest) -> None:
    """Keys that only some packages have."""
    sha256, region = "0" * 64, {"x": 0, "y": 2, "width": 8, "height": 4}
    manifest.update(
        signature={"algorithm": "Ed25519", "public_key_sha256": sha256},
        audit={"lines": 3, "head": sha256},
        case={"case_number": "1", "exhibit": "A", "examiner": "", "organization": "", "notes": "야간"},
        marks=[{"index": 12, "pts": 6144, "note": "a car", "region": place} for place in (None, region)],
        checks=[{"name": "files", "passed": True, "detail": "all"}],
        extras={"cubes": True, "npz": False, "frames": "tiff"},
        appendix={
            "files": ["appendix.en.pdf"],
            "representative_frames": [{"index": 12, "pts": 6144, "reasons": ["darkest"]}],
        },
    )
    assert schema_breaches(manifest) == []
    manifest.update(signature=None, extras={"cubes": False, "npz": False, "frames": None})
    assert schema_breaches(manifest) == []
    manifest["marks"][1]["region"]["width"] = 0
    manifest["extras"]["frames"] = "jpeg"
    manifest["appendix"]["representative_frames"][0].pop("pts")
    assert schema_breaches(manifest) == [
        "$.marks[1].region.width is 0, which breaks the rule minimum 1",
        '$.extras.frames is "jpeg", not one of null, "png", "tiff"',
        "$.appendix.representative_frames[0].pts is missing",
    ]


CHANGES: dict[str, tuple[Callable[[Manifest], object], str]] = {
    "another type": (
        lambda manifest: manifest["settings"].update(exposure_level="0.6"),
        '$.settings.exposure_level is "0.6", not of the type number',
    ),
    "a number that is true": (
        lambda manifest: manifest["range"].update(start=True),
        "$.range.start is true, not of the type integer",
    ),
    "an unknown key": (lambda manifest: manifest["export"].update(more=1), "$.export.more is unknown"),
    "an unknown key of the whole": (lambda manifest: manifest.update({"a b": 1}), '$."a b" is unknown'),
    "a missing key": (lambda manifest: manifest["weights"].pop("device"), "$.weights.device is missing"),
    "a missing version": (lambda manifest: manifest["software"].pop("numpy"), "$.software.numpy is missing"),
    "a hash": (
        lambda manifest: manifest["weights"].update(sha256="G" * 64),
        f'$.weights.sha256 is "{"G" * 59}…, which does not have the form ^[0-9a-f]{{64}}$',
    ),
    "a line end after a hash": (
        lambda manifest: manifest["weights"].update(sha256="0" * 64 + "\n"),
        f'$.weights.sha256 is "{"0" * 59}…, which breaks the rule maxLength 64',
    ),
    "a ratio": (
        lambda manifest: manifest["source"].update(nominal_rate="25"),
        '$.source.nominal_rate is "25", which does not have the form ^[0-9]{1,18}/[1-9][0-9]{0,17}$',
    ),
    "a mode": (
        lambda manifest: manifest["settings"].update(exposure_level_origin="guessed"),
        '$.settings.exposure_level_origin is "guessed", not one of "chosen", "auto"',
    ),
    "an item of a list": (
        lambda manifest: manifest["problems"].append({"kind": "vfr", "message": 3}),
        "$.problems[3].message is 3, not of the type string",
    ),
    "what frame hashes are of": (
        lambda manifest: manifest.update(frame_hash="SHA-256 of the coded planes, tightly packed"),
        '$.frame_hash is "SHA-256 of the coded planes, tightly packed", not "SHA-256 of the RGB24 bytes"',
    ),
    "a list instead of an object": (
        lambda manifest: manifest.update(decoding=[]),
        "$.decoding is a list, not of the type object",
    ),
}
"""Name -> a change, and the one breach it is."""


@pytest.mark.parametrize("name", CHANGES)
def test_a_breach_is_named_by_its_place(manifest: Manifest, name: str) -> None:
    change, sentence = CHANGES[name]
    change(manifest)
    assert schema_breaches(manifest) == [sentence]


@pytest.mark.parametrize("name", CHANGES)
def test_verification_names_a_breach_though_the_sums_agree(evidence: Package, name: str) -> None:
    change, sentence = CHANGES[name]
    change_manifest(evidence.folder, change)
    forge_sums(evidence.folder)
    (found,) = (line for line in failures(evidence.folder).splitlines() if line.startswith("manifest: "))
    assert sentence in found


def test_breaches_are_told_up_to_a_limit(manifest: Manifest) -> None:
    manifest["frames"]["corrupt"] = [-1] * 100
    found = schema_breaches(manifest)
    assert len(found) == MAX_BREACHES
    assert found[0] == "$.frames.corrupt[0] is -1, which breaks the rule minimum 0"


@pytest.mark.parametrize("value", [None, 3, "text", [], [{}]])
def test_what_is_no_object_is_one_breach(value: object) -> None:
    assert len(schema_breaches(value)) == 1
