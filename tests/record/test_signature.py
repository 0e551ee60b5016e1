"""A signed package holds, also for stock OpenSSL, and one changed, signed anew or robbed of its signature does not."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from lle_studio.core.errors import SourceError, StudioError, UsageError, WriteError
from lle_studio.record.manifest import SIGNATURE, SUMS, UNLISTED
from lle_studio.record.signature import (
    LABORATORY,
    LaboratoryKey,
    check_signature,
    create_key,
    fingerprint,
    load_key,
    load_public_key,
    public_path,
    sign_sums,
    signature_claim,
    write_public_key,
)
from lle_studio.record.verify import verify_package
from tests.record.conftest import Package
from tests.record.openssl import needs_openssl, openssl
from tests.record.packages import (
    FILES,
    change_manifest,
    failures,
    files_of,
    flip_byte,
    forge_sums,
    read_manifest_of,
    sign,
)
from tests.record.test_reproduce import run_python

PASSPHRASE = "correct horse 말"


@pytest.fixture(scope="session")
def key_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A laboratory's private key; its public half lies beside it."""
    path = tmp_path_factory.mktemp("key") / "lab.pem"
    create_key(path, PASSPHRASE)
    return path


@pytest.fixture(scope="session")
def key(key_path: Path) -> LaboratoryKey:
    return load_key(key_path, PASSPHRASE)


@pytest.fixture
def other() -> LaboratoryKey:
    """The key of somebody else."""
    return LaboratoryKey(private=Ed25519PrivateKey.generate())


@pytest.fixture
def signed(evidence: Package, key: LaboratoryKey) -> Path:
    """A signed package, to be changed."""
    return sign(evidence.folder, key)


def signature_failures(folder: Path, trusted: LaboratoryKey | None = None) -> str:
    """What the check of the signature alone says does not hold."""
    claim = read_manifest_of(folder).get("signature")
    check = check_signature(folder, claim, None if trusted is None else trusted.public)
    return "" if check.passed else check.detail


# --- Keys


def test_a_key_is_locked_and_for_its_owner_alone(key_path: Path, key: LaboratoryKey) -> None:
    assert key_path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    if os.name != "nt":
        assert key_path.stat().st_mode & 0o777 == 0o600
    assert public_path(key_path).name == "lab.pub.pem"
    assert fingerprint(load_public_key(public_path(key_path))) == key.fingerprint
    assert re.fullmatch("[0-9a-f]{64}", key.fingerprint)
    assert repr(key) == "LaboratoryKey()"


@needs_openssl
def test_the_fingerprint_is_that_of_openssl(key_path: Path, key: LaboratoryKey, tmp_path: Path) -> None:
    made = openssl(tmp_path, "pkey", "-pubin", "-in", str(public_path(key_path)), "-outform", "DER", "-out", "key.der")
    assert made.returncode == 0, made
    assert key.fingerprint in openssl(tmp_path, "dgst", "-sha256", "key.der").stdout.decode()
    asked = f"pass:{PASSPHRASE}"
    assert openssl(tmp_path, "pkey", "-in", str(key_path), "-passin", asked, "-pubout").stdout.startswith(b"-----BEGIN")


def test_a_name_without_an_ending_has_a_public_half_too(tmp_path: Path) -> None:
    create_key(tmp_path / "lab", PASSPHRASE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lab", "lab.pub.pem"]


@pytest.mark.parametrize("taken", ["lab.pem", "lab.pub.pem"])
def test_a_key_is_never_written_over(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("mine")
    with pytest.raises(WriteError, match=f"{re.escape(taken)} exists already"):
        create_key(tmp_path / "lab.pem", PASSPHRASE)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {taken: "mine"}


def test_a_short_pass_phrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"pass phrase for lab\.pem is too short: give 8 characters or more"):
        create_key(tmp_path / "lab.pem", "1234567")
    assert list(tmp_path.iterdir()) == []
    create_key(tmp_path / "lab.pem", "12345678")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"lab\.pem cannot be written"):
        create_key(tmp_path / "nowhere" / "lab.pem", PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["", "correct horse", "x" * 2000])
def test_another_pass_phrase_is_one_sentence(key_path: Path, passphrase: str) -> None:
    with pytest.raises(SourceError, match=r"lab\.pem cannot be unlocked: the pass phrase is another one, or"):
        load_key(key_path, passphrase)


def private_pem(key: Ed25519PrivateKey | rsa.RSAPrivateKey, passphrase: str | None) -> bytes:
    lock = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


def test_what_is_no_private_key_is_one_sentence(tmp_path: Path, key_path: Path) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    contents = {
        "holds no private key in PEM": public_path(key_path).read_bytes(),
        "is not locked by a pass phrase": private_pem(Ed25519PrivateKey.generate(), None),
        "is not an Ed25519 key": private_pem(other, PASSPHRASE),
        "cannot be unlocked": key_path.read_bytes()[:90],
    }
    for sentence, content in contents.items():
        (tmp_path / "key.pem").write_bytes(content)
        with pytest.raises(SourceError, match=rf"key\.pem {sentence}"):
            load_key(tmp_path / "key.pem", PASSPHRASE)
    with pytest.raises(SourceError, match=r"nothing\.pem cannot be read"):
        load_key(tmp_path / "nothing.pem", PASSPHRASE)


def test_what_is_no_public_key_is_one_sentence(tmp_path: Path, key_path: Path) -> None:
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    contents = {
        "is a private key: give its public half": key_path.read_bytes(),
        "holds no Ed25519 public key": rsa_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "holds no Ed25519 public key in PEM": b"\x00\xff",
    }
    for sentence, content in contents.items():
        (tmp_path / "key.pem").write_bytes(content)
        with pytest.raises(SourceError, match=rf"key\.pem {sentence}"):
            load_public_key(tmp_path / "key.pem")


# --- Packages as they were signed


def test_a_signed_package_holds(signed: Path, key_path: Path, key: LaboratoryKey) -> None:
    assert set(files_of(signed)) == {*FILES, LABORATORY, SIGNATURE}
    listed = (signed / SUMS).read_text(encoding="utf-8")
    assert f"  {LABORATORY}\n" in listed
    assert SIGNATURE not in listed
    assert len((signed / SIGNATURE).read_bytes()) == 64
    assert read_manifest_of(signed)["signature"] == {"algorithm": "Ed25519", "public_key_sha256": key.fingerprint}
    for trusted, said in ((None, "whose key that is was not checked"), (public_path(key_path), "the trusted one")):
        report = verify_package(signed, key=trusted)
        assert report.passed, report
        assert [check.name for check in report.checks[:3]] == ["files", "manifest", "signature"]
        assert key.fingerprint in report.checks[2].detail
        assert said in report.checks[2].detail


@needs_openssl
def test_stock_openssl_verifies_the_signature(signed: Path) -> None:
    words = "pkeyutl -verify -pubin -inkey laboratory.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"
    for name in ("README.txt", "README.ko.txt"):
        assert f"    openssl {words}\n" in (signed / "reproduce" / name).read_text(encoding="utf-8")
    assert openssl(signed, *words.split()).returncode == 0
    flip_byte(signed / SUMS, 3)
    assert openssl(signed, *words.split()).returncode != 0


def test_plain_python_knows_which_files_are_not_listed(signed: Path) -> None:
    program = (signed / "reproduce/verify_package.py").read_text(encoding="utf-8")
    assert f"UNLISTED = {UNLISTED!r}".replace("'", '"') in program
    result = run_python(signed)
    assert result.returncode == 0, result
    assert "note   SHA256SUMS.sig is not checked by plain Python" in result.stdout
    (signed / "reproduce" / SIGNATURE).write_bytes(b"")
    assert "reproduce/SHA256SUMS.sig does not belong to the package" in run_python(signed).stdout
    assert "reproduce/SHA256SUMS.sig does not belong to the package" in failures(signed)


def test_signing_never_writes_over(signed: Path, other: LaboratoryKey) -> None:
    before = files_of(signed)
    for write in (write_public_key, sign_sums):
        with pytest.raises(WriteError, match="exists already"):
            write(signed, other)
    assert files_of(signed) == before


def test_a_folder_without_sums_cannot_be_signed(tmp_path: Path, key: LaboratoryKey) -> None:
    with pytest.raises(SourceError, match="SHA256SUMS cannot be read"):
        sign_sums(tmp_path, key)
    assert list(tmp_path.iterdir()) == []


def test_a_package_without_a_signature_says_so(evidence: Package, key_path: Path, key: LaboratoryKey) -> None:
    for claim in ({}, {"signature": signature_claim(None)}):
        change_manifest(evidence.folder, lambda manifest, claim=claim: manifest.update(claim))
        forge_sums(evidence.folder)
        check = verify_package(evidence.folder).checks[2]
        assert (check.passed, check.detail) == (True, "the package is not signed, and does not claim to be")
    said = failures(evidence.folder, key=public_path(key_path))
    assert said == f"signature: the package is not signed, neither by the trusted key {key.fingerprint} nor by another"


# --- Packages that were changed


Change = Callable[[Path, LaboratoryKey], object]

CHANGES: dict[str, tuple[Change, str]] = {
    "signature": (lambda folder, _: flip_byte(folder / SIGNATURE, 40), "SHA256SUMS.sig does not fit SHA256SUMS"),
    "short signature": (
        lambda folder, _: (folder / SIGNATURE).write_bytes((folder / SIGNATURE).read_bytes()[:63]),
        "SHA256SUMS.sig does not fit SHA256SUMS",
    ),
    "sums": (lambda folder, _: flip_byte(folder / SUMS, 3), "SHA256SUMS.sig does not fit SHA256SUMS"),
    "key": (
        lambda folder, _: flip_byte(folder / LABORATORY, 70),
        r"laboratory\.pem (holds no Ed25519 public key|is the key [0-9a-f]{64}, manifest\.json names [0-9a-f]{64})",
    ),
    "signature missing": (
        lambda folder, _: (folder / SIGNATURE).unlink(),
        "SHA256SUMS.sig is missing, though manifest.json claims a signature",
    ),
    "key missing": (
        lambda folder, _: (folder / LABORATORY).unlink(),
        "laboratory.pem is missing, though manifest.json claims a signature",
    ),
    "claim dropped": (
        lambda folder, _: change_manifest(folder, lambda manifest: manifest.update(signature=None)),
        "laboratory.pem is there, though manifest.json claims no signature; "
        "SHA256SUMS.sig is there, though manifest.json claims no signature",
    ),
    "claim of another key": (
        lambda folder, other: change_manifest(folder, lambda m: m.update(signature=signature_claim(other))),
        r"laboratory\.pem is the key [0-9a-f]{64}, manifest\.json names [0-9a-f]{64}",
    ),
    "claim that is none": (
        lambda folder, _: change_manifest(folder, lambda manifest: manifest.update(signature=["Ed25519"])),
        "manifest.json does not say which Ed25519 key signed",
    ),
    "claim of another algorithm": (
        lambda folder, _: change_manifest(folder, lambda manifest: manifest["signature"].update(algorithm="RSA")),
        "manifest.json does not say which Ed25519 key signed",
    ),
}
"""Name -> what is done to a signed package, another key being at hand, and what is said."""


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_package_is_found(signed: Path, other: LaboratoryKey, name: str) -> None:
    change, sentence = CHANGES[name]
    assert signature_failures(signed) == ""
    change(signed, other)
    assert re.search(sentence, signature_failures(signed)), signature_failures(signed)


def test_sums_made_anew_do_not_fit_the_signature(signed: Path) -> None:
    flip_byte(signed / "enhanced.mkv", 200)
    forge_sums(signed)
    assert "signature: SHA256SUMS.sig does not fit SHA256SUMS: one was changed, or another key" in failures(signed)


def test_sums_signed_anew_by_another_key_do_not_fit_the_key(signed: Path, other: LaboratoryKey) -> None:
    (signed / SIGNATURE).unlink()
    sign_sums(signed, other)
    assert "another key than laboratory.pem signed" in signature_failures(signed)


def test_another_key_in_the_place_of_the_laboratorys_is_named(
    signed: Path, key: LaboratoryKey, other: LaboratoryKey
) -> None:
    for name in (LABORATORY, SIGNATURE):
        (signed / name).unlink()
    write_public_key(signed, other)
    forge_sums(signed)
    sign_sums(signed, other)
    said = f"laboratory.pem is the key {other.fingerprint}, manifest.json names {key.fingerprint}"
    assert signature_failures(signed) == said


def test_a_package_signed_anew_throughout_is_found_by_the_trusted_key(
    signed: Path, key_path: Path, key: LaboratoryKey, other: LaboratoryKey
) -> None:
    """Manifest, key, sums and signature agree: only one who knows the laboratory's key sees it."""
    sign(signed, other)
    assert failures(signed) == ""
    said = f"signature: signed by the key {other.fingerprint}, the trusted one is {key.fingerprint}"
    assert failures(signed, key=public_path(key_path)) == said


def test_a_signature_that_is_a_link_is_found(signed: Path, tmp_path: Path) -> None:
    (signed / SIGNATURE).rename(tmp_path / "elsewhere")
    try:
        (signed / SIGNATURE).symlink_to(tmp_path / "elsewhere")
    except OSError as error:
        pytest.skip(f"links cannot be made here ({error})")
    assert "files: SHA256SUMS.sig is a link or no file at all" in failures(signed)


def test_a_trusted_key_that_is_none_is_said_before_anything_is_checked(signed: Path, key_path: Path) -> None:
    for path in (key_path, signed / "manifest.json", signed / "nothing.pem"):
        with pytest.raises(StudioError, match=re.escape(path.name)):
            verify_package(signed, key=path)
