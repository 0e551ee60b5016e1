"""A time stamp over a package is asked for without a network, attached if it is the right one, and checked."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client._rust import parse_timestamp_request

from lle_studio.core.errors import CheckFailed, SourceError, WriteError
from lle_studio.record.findings import Check
from lle_studio.record.manifest import REPLY, REQUEST, SUMS
from lle_studio.record.timestamp import attach_reply, check_timestamp, load_roots, write_request
from lle_studio.record.timestamp_token import read_value
from lle_studio.record.verify import verify_package
from tests.record.authority import Authority, refuse
from tests.record.conftest import Package
from tests.record.openssl import needs_openssl, openssl
from tests.record.packages import failures, flip_byte, forge_sums

UNCHECKED = "its certificate was not checked against a root: anybody could have made it"


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority.make()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As much of a package as a time stamp is about, with a request."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / SUMS).write_text(f"{'ab' * 32}  manifest.json\n")
    write_request(tmp_path / "package")
    return tmp_path / "package"


@pytest.fixture
def stamped(folder: Path, authority: Authority) -> Path:
    """The same with a reply attached."""
    attach(folder, authority.answer((folder / REQUEST).read_bytes()))
    return folder


def attach(folder: Path, reply: bytes) -> str:
    """Attaches a reply that lies outside the package, and gives what it states."""
    path = folder.parent / "reply.tsr"
    path.write_bytes(reply)
    return attach_reply(folder, path).sentence


def put(folder: Path, reply: bytes) -> None:
    """Lays a reply into a package without looking at it, as a forger would."""
    (folder / REPLY).write_bytes(reply)


def checked(folder: Path, root: Path | None = None) -> Check:
    check = check_timestamp(folder, () if root is None else load_roots(root))
    assert check is not None
    return check


def flipped(data: bytes, inside: bytes, place: int = 0) -> bytes:
    """The same with one bit of a part changed."""
    start = data.index(inside) + place
    return data[:start] + bytes([data[start] ^ 1]) + data[start + 1 :]


# --- The request


def test_a_request_is_for_the_sums_with_a_nonce_and_asks_for_certificates(folder: Path) -> None:
    request = (folder / REQUEST).read_bytes()
    parsed = parse_timestamp_request(request)
    assert (parsed.version, parsed.cert_req, parsed.nonce is None) == (1, True, False)
    assert checked(folder).passed
    assert checked(folder).detail == "one was asked for by SHA256SUMS.tsq, and no reply is there: no time is shown"
    with pytest.raises(WriteError, match=r"SHA256SUMS\.tsq exists already"):
        write_request(folder)
    (folder / REQUEST).unlink()
    write_request(folder)
    assert parse_timestamp_request((folder / REQUEST).read_bytes()).nonce != parsed.nonce


def test_what_has_no_sums_has_no_request(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="SHA256SUMS cannot be read"):
        write_request(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_package_without_a_time_stamp_is_not_asked_for_one(folder: Path, authority: Authority) -> None:
    (folder / REQUEST).unlink()
    assert check_timestamp(folder) is None
    check = checked(folder, authority.write_root(folder.parent))
    assert (check.passed, check.detail) == (False, "SHA256SUMS.tsq is missing; SHA256SUMS.tsr is missing")


# --- Replies that are right


@pytest.mark.parametrize("method", ["RSA", "RSA-PSS", "ECDSA"])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_reply_is_attached_and_holds(folder: Path, method: str, reverse: bool) -> None:
    """Certificates out of the order of DER are what stock OpenSSL writes."""
    authority = Authority.make(method)
    reply = authority.answer((folder / REQUEST).read_bytes(), reverse=reverse)
    said = "SHA256SUMS existed at 2026-01-02 03:04:05 UTC, states CN=Stamps"
    assert attach(folder, reply) == said
    assert (folder / REPLY).read_bytes() == reply
    alone = checked(folder)
    assert (alone.name, alone.passed) == ("time stamp", True)
    assert alone.detail == f"{said}; the reply is whole, but {UNCHECKED}"


def test_the_chain_is_checked_to_the_root_given(stamped: Path, authority: Authority) -> None:
    check = checked(stamped, authority.write_root(stamped.parent))
    assert check.passed, check
    assert check.detail.endswith("states CN=Stamps; its certificate leads to the root given")
    stranger = checked(stamped, Authority.make().write_root(stamped.parent))
    said = "SHA256SUMS.tsr: the certificate of CN=Stamps does not lead to the root given (CN=Root)"
    assert (stranger.passed, stranger.detail) == (False, said)


def test_a_root_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("root")
    with pytest.raises(SourceError, match=r"root\.pem holds no certificate in PEM"):
        load_roots(tmp_path / "root.pem")
    with pytest.raises(SourceError, match=r"nothing\.pem cannot be read"):
        load_roots(tmp_path / "nothing.pem")


def test_a_stamped_package_holds(evidence: Package, authority: Authority, tmp_path: Path) -> None:
    write_request(evidence.folder)
    attach(evidence.folder, authority.answer((evidence.folder / REQUEST).read_bytes()))
    report = verify_package(evidence.folder, tsa=authority.write_root(tmp_path))
    assert report.passed, report
    assert [check.name for check in report.checks[:4]] == ["files", "time stamp", "manifest", "signature"]
    flip_byte(evidence.folder / "enhanced.mkv", 200)
    forge_sums(evidence.folder)
    (evidence.folder / "manifest.json").write_text("{}")
    found = failures(evidence.folder)
    assert "time stamp: SHA256SUMS.tsq asks for another digest than that of SHA256SUMS" in found
    assert "SHA256SUMS.tsr: its digest is not that of SHA256SUMS" in found


# --- Replies that are not attached


def test_a_reply_is_never_written_over(stamped: Path, authority: Authority) -> None:
    before = (stamped / REPLY).read_bytes()
    with pytest.raises(WriteError, match=r"SHA256SUMS\.tsr exists already"):
        attach(stamped, authority.answer((stamped / REQUEST).read_bytes()))
    assert (stamped / REPLY).read_bytes() == before


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (refuse(2, "no", "money"), r"did not grant a time stamp \(rejection, no, money\)"),
        (refuse(3), r"did not grant a time stamp \(waiting\)"),
        (refuse(77), r"did not grant a time stamp \(status 77\)"),
    ],
)
def test_a_refusal_is_told(folder: Path, reply: bytes, said: str) -> None:
    with pytest.raises(CheckFailed, match=said):
        attach(folder, reply)
    assert not (folder / REPLY).exists()
    put(folder, reply)
    assert re.search(said, checked(folder).detail)


@pytest.mark.parametrize("reply", [b"", b"not found", b"<html></html>", b"\x30\x80\x00\x00", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_reply_is_one_sentence(folder: Path, reply: bytes) -> None:
    with pytest.raises(SourceError, match=r"reply\.tsr is no reply of a time-stamp authority"):
        attach(folder, reply)
    assert not (folder / REPLY).exists()
    put(folder, reply)
    assert checked(folder).detail.startswith("SHA256SUMS.tsr cannot be read: ")


def test_a_reply_without_a_request_is_not_attached(folder: Path, authority: Authority) -> None:
    reply = authority.answer((folder / REQUEST).read_bytes())
    (folder / REQUEST).unlink()
    with pytest.raises(SourceError, match=r"SHA256SUMS\.tsq cannot be read"):
        attach(folder, reply)


def test_a_reply_to_another_request_is_not_attached(folder: Path, authority: Authority) -> None:
    """The nonce tells a second request for the same digest from the first."""
    first = authority.answer((folder / REQUEST).read_bytes())
    (folder / REQUEST).unlink()
    write_request(folder)
    without = authority.answer((folder / REQUEST).read_bytes(), nonce=False)
    for reply in (first, without):
        with pytest.raises(CheckFailed, match="its nonce is not that of the request, so it answers another one"):
            attach(folder, reply)
    (folder / SUMS).write_text("other\n")
    with pytest.raises(CheckFailed, match="its digest is not that of SHA256SUMS"):
        attach(folder, first)
    assert not (folder / REPLY).exists()


Answer = Callable[[Authority, bytes], bytes]

WRONG: dict[str, tuple[Answer, str]] = {
    "another kind": (lambda a, request: a.answer(request, kind="data"), "it is signed, but no time stamp"),
    "a weak digest": (
        lambda a, request: a.answer(request, digest="SHA-1"),
        "a digest that this program does not trust",
    ),
    "no certificates": (
        lambda a, request: a.answer(request, certificates=False),
        "the certificate of its signer is not",
    ),
    "before the certificate": (
        lambda a, request: a.answer(request, time=datetime(2019, 1, 1, tzinfo=UTC)),
        "the authority's certificate was not valid at the time stated",
    ),
    "after the certificate": (
        lambda a, request: a.answer(request, time=datetime(2041, 1, 1, tzinfo=UTC)),
        "the authority's certificate was not valid at the time stated",
    ),
    "a certificate for servers": (
        lambda _, request: Authority.make(purpose=ExtendedKeyUsageOID.SERVER_AUTH).answer(request),
        "the signer's certificate is not one for time stamps",
    ),
}
"""Name -> an answer to a request that does not do, and what is said."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_reply_is_not_attached(folder: Path, authority: Authority, name: str) -> None:
    answer, said = WRONG[name]
    reply = answer(authority, (folder / REQUEST).read_bytes())
    with pytest.raises((CheckFailed, SourceError), match=said):
        attach(folder, reply)
    put(folder, reply)
    check = checked(folder)
    assert not check.passed
    assert re.search(said, check.detail)


# --- Packages that were changed


def stated_time(reply: bytes, authority: Authority) -> bytes:
    return flipped(reply, b"20260102030405Z", 3)


def signature(reply: bytes, authority: Authority) -> bytes:
    return reply[:-9] + bytes([reply[-9] ^ 1]) + reply[-8:]


def signer_key(reply: bytes, authority: Authority) -> bytes:
    """Another certificate for the signer's key, of the same name."""
    return flipped(reply, authority.signer.signature, 100)


def issuer_between(reply: bytes, authority: Authority) -> bytes:
    return flipped(reply, authority.between.tbs_certificate_bytes, 300)


REPLY_CHANGES: dict[Callable[[bytes, Authority], bytes], str] = {
    stated_time: "what the authority states was changed after it signed",
    signature: "the authority's signature does not fit",
    signer_key: "the certificate of its signer is not in it, or was changed",
    issuer_between: "the certificate of CN=Stamps is not signed by its issuer",
}
"""What is changed in a reply -> what is said without a root."""


@pytest.mark.parametrize("change", REPLY_CHANGES)
def test_a_changed_reply_is_found(
    stamped: Path, authority: Authority, change: Callable[[bytes, Authority], bytes]
) -> None:
    put(stamped, change((stamped / REPLY).read_bytes(), authority))
    check = checked(stamped)
    assert not check.passed
    assert REPLY_CHANGES[change] in check.detail


def test_no_changed_byte_stops_the_check_and_the_root_finds_all_that_means_something(
    stamped: Path, authority: Authority
) -> None:
    """Two bytes say which version of the message syntax is used; nothing depends on them."""
    reply, roots = (stamped / REPLY).read_bytes(), load_roots(authority.write_root(stamped.parent))
    token = read_value(reply).parts[1].parts[1].parts[0]
    versions = {token.parts[0].end - 1, token.parts[-1].parts[0].parts[0].end - 1}
    for place in range(len(reply)):
        put(stamped, reply[:place] + bytes([reply[place] ^ 0x55]) + reply[place + 1 :])
        check = check_timestamp(stamped, roots)
        assert check is not None
        assert not check.passed or place in versions, place


def test_no_changed_byte_of_a_request_goes_unseen(stamped: Path) -> None:
    request = (stamped / REQUEST).read_bytes()
    for place in range(len(request)):
        flip_byte(stamped / REQUEST, place)
        assert "SHA256SUMS.ts" in checked(stamped).detail
        assert not checked(stamped).passed, place
        (stamped / REQUEST).write_bytes(request)


def test_a_missing_part_is_named(stamped: Path, authority: Authority) -> None:
    (stamped / REQUEST).rename(stamped.parent / REQUEST)
    assert (checked(stamped).passed, checked(stamped).detail) == (False, "SHA256SUMS.tsq is missing")
    (stamped.parent / REQUEST).rename(stamped / REQUEST)
    (stamped / REPLY).unlink()
    assert "no reply is there: no time is shown" in checked(stamped).detail
    check = checked(stamped, authority.write_root(stamped.parent))
    assert (check.passed, check.detail) == (False, "SHA256SUMS.tsr is missing")


# --- Stock OpenSSL as the authority, and as the one who checks

AUTHORITY = """
[tsa]
default_tsa = local
[local]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
certs = between.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""


@needs_openssl
def test_stock_openssl_answers_a_request(folder: Path, authority: Authority) -> None:
    place = folder.parent
    for name, certificate in (("signer", authority.signer), ("between", authority.between)):
        (place / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (place / "signer.key").write_bytes(authority.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (place / "authority.cnf").write_text(AUTHORITY)
    (place / "serial").write_text("01\n")
    (place / REQUEST).write_bytes((folder / REQUEST).read_bytes())
    words = ("ts", "-reply", "-config", "authority.cnf", "-queryfile", REQUEST, "-out", "reply.tsr")
    made = openssl(place, *words)
    assert made.returncode == 0, made
    stamp = attach_reply(folder, place / "reply.tsr")
    assert stamp.authority == "CN=Stamps"
    check = checked(folder, authority.write_root(place))
    assert check.passed, check


@needs_openssl
def test_stock_openssl_verifies_what_was_attached(stamped: Path, authority: Authority) -> None:
    words = ["ts", "-verify", "-data", "SHA256SUMS", "-in", "SHA256SUMS.tsr", "-CAfile"]
    root = str(authority.write_root(stamped.parent))
    verified = openssl(stamped, *words, root)
    assert verified.returncode == 0, verified
    (stamped / SUMS).write_text("other\n")
    assert openssl(stamped, *words, root).returncode != 0
    request = openssl(stamped, "ts", "-query", "-in", REQUEST, "-text").stdout.decode()
    assert "Hash Algorithm: sha256" in request
    assert "Certificate required: yes" in request
