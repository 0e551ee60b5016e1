"""RFC 3161: a time-stamp authority states that ``SHA256SUMS``, and so the whole package, existed at a time.

The program uses no network. It writes a request, somebody sends it from a connected computer, and the reply is attached
and checked. Without the authority's root certificate a reply shows only that it is whole and of this package: anybody
can make an authority of any name.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import Certificate, DuplicateExtension, InvalidVersion, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    MessageImprint,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client._rust import parse_timestamp_request  # no other name of the package's reads a request

from lle_studio.core.errors import CheckFailed, SourceError
from lle_studio.record.findings import Check, Findings
from lle_studio.record.manifest import REPLY, REQUEST, SUMS
from lle_studio.record.timestamp_token import SignedToken, with_sorted_certificates
from lle_studio.record.whole_file import read_plain, read_whole, write_new

SHA256_OID = "2.16.840.1.101.3.4.2.1"

UNREADABLE = (ValueError, UnsupportedAlgorithm, InvalidVersion, DuplicateExtension)
"""What damaged requests, replies and certificates raise."""

Roots: TypeAlias = Sequence[Certificate]
"""Certificates that are trusted, for rooms that pass them on; with the chain's others, if the file has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A reply that was granted, taken apart."""

    time: datetime
    """That the authority states; UTC."""
    authority: str
    """Subject of the certificate whose key signed."""
    response: TimeStampResponse
    token: SignedToken

    @property
    def sentence(self) -> str:
        """What is stated, and by whom."""
        return f"{SUMS} existed at {self.time.strftime('%Y-%m-%d %H:%M:%S')} UTC, states {self.authority}"


def write_request(folder: Path) -> Path:
    """Writes ``SHA256SUMS.tsq`` of a package and gives its path.

    Raises:
        SourceError: there is no ``SHA256SUMS`` in the folder.
        WriteError: there is a request already, or it cannot be written.
    """
    builder = TimestampRequestBuilder(
        data=read_whole(folder / SUMS), hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True
    )
    write_new(folder / REQUEST, builder.build().as_bytes())
    return folder / REQUEST


def attach_reply(folder: Path, reply: Path) -> Stamp:
    """Takes an authority's reply into a package as ``SHA256SUMS.tsr``, and says what it states.

    Raises:
        SourceError: a file cannot be read, or is not what it should be.
        CheckFailed: the authority refused, or the reply is not one to this package's request.
        WriteError: there is a reply already, or it cannot be written.
    """
    sums, request, content = (read_whole(path) for path in (folder / SUMS, folder / REQUEST, reply))
    try:
        stamp = _read_stamp(content)
    except UNREADABLE as error:
        raise SourceError(f"{reply} is no reply of a time-stamp authority ({error}): give the file it sent.") from error
    faults = [*_request_faults(request, sums), *_faults(stamp, sums, _nonce(request))]
    if faults:
        raise CheckFailed(f"{reply} is not attached to {folder}: {'; '.join(faults)}.")
    write_new(folder / REPLY, content)
    return stamp


def load_roots(path: Path) -> Roots:
    """Reads the certificates that are trusted from a PEM file.

    Raises:
        SourceError: it cannot be read, or holds no certificate.
    """
    try:
        return tuple(load_pem_x509_certificates(read_whole(path)))
    except UNREADABLE as error:
        raise SourceError(f"{path} holds no certificate in PEM: give the authority's root certificate.") from error


def check_timestamp(folder: Path, roots: Roots = ()) -> Check | None:
    """The request and the reply in a package are for its ``SHA256SUMS``, and the reply is whole.

    Args:
        folder: the package.
        roots: that the authority's certificate must lead to; without any that is not checked.

    Returns:
        The answer; None where there is neither a request nor a reply, and no root to check against.
    """
    if not roots and not any(os.path.lexists(folder / name) for name in (REQUEST, REPLY)):
        return None
    findings = Findings("time stamp")
    contents: dict[str, bytes] = {}
    for name in (SUMS, REQUEST, REPLY):
        try:
            contents[name] = read_plain(folder / name)
        except FileNotFoundError:
            if name != REPLY or roots:
                findings.add(f"{name} is missing")
        except OSError as error:
            findings.add(f"{name} cannot be read ({error.strerror})")
        except SourceError as error:
            findings.add(str(error).rstrip("."))
    sums, request = contents.get(SUMS, b""), contents.get(REQUEST)
    if request is not None:
        for fault in _request_faults(request, sums):
            findings.add(fault)
    if REPLY not in contents:
        return findings.answer(f"one was asked for by {REQUEST}, and no reply is there: no time is shown")
    try:
        stamp = _read_stamp(contents[REPLY])
    except (*UNREADABLE, CheckFailed) as error:
        findings.add(f"{REPLY} cannot be read: {str(error).rstrip('.')}")
        return findings.answer("")
    for fault in _faults(stamp, sums, None if request is None else _nonce(request), roots):
        findings.add(f"{REPLY}: {fault}")
    trust = "its certificate leads to the root given"
    if not roots:
        trust = "the reply is whole, but its certificate was not checked against a root: anybody could have made it"
    return findings.answer(f"{stamp.sentence}; {trust}")


def _read_stamp(content: bytes) -> Stamp:
    """Takes a reply apart.

    Raises:
        CheckFailed: the authority did not grant a time stamp.
        ValueError: or another of `UNREADABLE`: it is no reply.
    """
    response = decode_timestamp_response(with_sorted_certificates(content))
    if response.status != PKIStatus.GRANTED:
        known = response.status in list(PKIStatus)
        status = PKIStatus(response.status).name.lower().replace("_", " ") if known else f"status {response.status}"
        said = ", ".join([status, *response.status_string])
        raise CheckFailed(f"The authority did not grant a time stamp ({said}): ask again, or another authority.")
    token = SignedToken.of(response.time_stamp_token())
    return Stamp(
        time=response.tst_info.gen_time.astimezone(UTC),
        authority=token.signer.subject.rfc4514_string(),
        response=response,
        token=token,
    )


def _faults(stamp: Stamp, sums: bytes, nonce: int | None, roots: Roots = ()) -> Iterator[str]:
    """Says what is wrong with a reply; a nonce of None is that of no readable request, and not compared."""
    faults = []
    if not _is_imprint(stamp.response.tst_info.message_imprint, sums):
        faults.append(f"its digest is not that of {SUMS}")
    if nonce is not None and stamp.response.tst_info.nonce != nonce:
        faults.append("its nonce is not that of the request, so it answers another one")
    try:
        faults.extend(stamp.token.faults(stamp.time))
        if roots and not faults:
            VerifierBuilder(roots=list(roots)).build().verify_message(stamp.response, sums)
    except VerificationError:
        names = ", ".join(root.subject.rfc4514_string() for root in roots)
        faults.append(f"the certificate of {stamp.authority} does not lead to the root given ({names})")
    except UNREADABLE as error:
        faults.append(f"a certificate in it cannot be read ({error})")
    yield from faults


def _request_faults(request: bytes, sums: bytes) -> Iterator[str]:
    try:
        parsed = parse_timestamp_request(request)
    except ValueError:
        yield f"{REQUEST} is no request for a time stamp"
        return
    if parsed.version != 1 or not _is_imprint(parsed.message_imprint, sums):
        yield f"{REQUEST} asks for another digest than that of {SUMS}"
    if parsed.nonce is None:
        yield f"{REQUEST} has no nonce"


def _nonce(request: bytes) -> int | None:
    try:
        return parse_timestamp_request(request).nonce
    except ValueError:
        return None


def _is_imprint(imprint: MessageImprint, sums: bytes) -> bool:
    expected = (SHA256_OID, hashlib.sha256(sums).digest())
    return (imprint.hash_algorithm.dotted_string, imprint.message) == expected
