"""The signed token in a time-stamp authority's reply (RFC 3161): who signed it, and whether the signature is theirs.

rfc3161-client reads replies, but checks a signature only together with a chain that ends in a root. Whether a reply is
whole must be seen without a root too, so the Cryptographic Message Syntax (RFC 5652) is followed here as far as that
needs.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    Certificate,
    ExtendedKeyUsage,
    ExtensionNotFound,
    load_der_x509_certificate,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

SEQUENCE: Final = 0x30
SET: Final = 0x31
OCTETS: Final = 0x04
OBJECT: Final = 0x06
TAGGED: Final = 0xA0
"""Tag of ``[0]``, constructed."""

DIGESTS: Final[dict[str, hashes.HashAlgorithm]] = {
    "608648016503040201": hashes.SHA256(),
    "608648016503040202": hashes.SHA384(),
    "608648016503040203": hashes.SHA512(),
}
"""Object identifier, DER in hex -> digest that is trusted."""

SIGNATURES: Final[dict[str, tuple[str, hashes.HashAlgorithm | None]]] = {
    "2a864886f70d010101": ("RSA", None),
    "2a864886f70d01010a": ("RSA-PSS", None),
    "2a864886f70d01010b": ("RSA", hashes.SHA256()),
    "2a864886f70d01010c": ("RSA", hashes.SHA384()),
    "2a864886f70d01010d": ("RSA", hashes.SHA512()),
    "2a8648ce3d040302": ("ECDSA", hashes.SHA256()),
    "2a8648ce3d040303": ("ECDSA", hashes.SHA384()),
    "2a8648ce3d040304": ("ECDSA", hashes.SHA512()),
}
"""Object identifier, DER in hex -> method and its digest; None where it is that of the token."""

TIME_STAMP: Final = "2a864886f70d0109100104"
CONTENT_TYPE: Final = "2a864886f70d010903"
MESSAGE_DIGEST: Final = "2a864886f70d010904"
SIGNER: Final = "2a864886f70d010910020c"
"""Attribute that names the signer's certificate by its SHA-1."""
SIGNER_V2: Final = "2a864886f70d010910022f"
"""The same by another digest (RFC 5816)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of DER in its bytes."""

    data: bytes
    """That the value is a part of."""
    tag: int
    start: int
    """Where its tag stands."""
    begin: int
    """Where its content begins."""
    end: int

    @property
    def content(self) -> bytes:
        """What it holds."""
        return self.data[self.begin : self.end]

    @property
    def whole(self) -> bytes:
        """With tag and length."""
        return self.data[self.start : self.end]

    @property
    def parts(self) -> list["Value"]:
        """The values it is made of."""
        return list(_values(self.data, self.begin, self.end))

    def part(self, place: int, tag: int) -> "Value":
        """The value at a place, which must have that tag."""
        parts = self.parts
        if not place < len(parts) or parts[place].tag != tag:
            raise ValueError("it is not built as RFC 3161 says")
        return parts[place]


def _values(data: bytes, start: int, end: int) -> Iterator[Value]:
    while start < end:
        if end - start < 2 or data[start] & 0x1F == 0x1F or data[start + 1] == 0x80:
            raise ValueError("it is not DER")
        size, begin = data[start + 1], start + 2
        if size & 0x80:  # the bytes of the length follow
            begin += size & 0x7F
            size = int.from_bytes(data[start + 2 : begin], "big")
        if begin + size > end:
            raise ValueError("it is not DER")
        yield Value(data=data, tag=data[start], start=start, begin=begin, end=begin + size)
        start = begin + size


def read_value(data: bytes) -> Value:
    """The one value that bytes hold.

    Raises:
        ValueError: they hold none, or more.
    """
    values = list(_values(data, 0, len(data)))
    if len(values) != 1:
        raise ValueError("it is not DER")
    return values[0]


def _signed_data(token: Value) -> Value:
    return token.part(1, TAGGED).part(0, SEQUENCE)


def with_sorted_certificates(reply: bytes) -> bytes:
    """A reply whose certificates stand in the order DER asks for, which no signature covers.

    Stock OpenSSL, which many authorities run, writes them as they come, and rfc3161-client refuses that.

    Raises:
        ValueError: it is not built as RFC 3161 says.
    """
    parts = read_value(reply).parts
    for field in _signed_data(parts[1]).parts if len(parts) > 1 else ():
        if field.tag == TAGGED:
            ordered = b"".join(sorted(part.whole for part in field.parts))
            return reply[: field.begin] + ordered + reply[field.end :]
    return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedToken:
    """A token taken apart, as far as its signature goes."""

    content: bytes
    """What was signed: the time, the digest and all else the authority says."""
    attributes: Value
    """Signed in its place, and holding its digest."""
    digest: hashes.HashAlgorithm
    method: str
    """``RSA``, ``RSA-PSS`` or ``ECDSA``."""
    method_digest: hashes.HashAlgorithm
    signature: bytes
    certificates: tuple[Certificate, ...]
    signer: Certificate
    """Whose key signed; the attributes name it by its digest."""

    @classmethod
    def of(cls, token: bytes) -> "SignedToken":
        """Takes a token apart.

        Raises:
            ValueError: it is not built as RFC 3161 says, it does not hold its signer's certificate, or its methods are
                none that can be trusted.
        """
        signed = _signed_data(read_value(token))
        stamp = signed.part(2, SEQUENCE)
        if stamp.part(0, OBJECT).content.hex() != TIME_STAMP:
            raise ValueError("it is signed, but no time stamp")
        tagged = [field for field in signed.parts if field.tag == TAGGED]
        inside = [part for field in tagged for part in field.parts if part.tag == SEQUENCE]
        certificates = tuple(load_der_x509_certificate(part.whole) for part in inside)
        signers = signed.part(len(signed.parts) - 1, SET)
        if len(signers.parts) != 1:
            raise ValueError("it has not one signer")
        info = signers.part(0, SEQUENCE)
        attributes = info.part(3, TAGGED)
        digest = _trusted(info.part(2, SEQUENCE))
        method, method_digest = SIGNATURES.get(info.part(4, SEQUENCE).part(0, OBJECT).content.hex(), ("", None))
        if not method:
            raise ValueError("it is signed by a method that this program does not know or trust")
        return cls(
            content=stamp.part(1, TAGGED).part(0, OCTETS).content,
            attributes=attributes,
            digest=digest,
            method=method,
            method_digest=method_digest or digest,
            signature=info.part(5, OCTETS).content,
            certificates=certificates,
            signer=_find_signer(attributes, certificates),
        )

    def faults(self, time: datetime) -> Iterator[str]:
        """Says what does not hold.

        Args:
            time: that the token states; with a time zone.
        """
        kind, digest = _attribute(self.attributes, CONTENT_TYPE), _attribute(self.attributes, MESSAGE_DIGEST)
        if kind is None or kind.content.hex() != TIME_STAMP:
            yield "what was signed is no time stamp"
        if digest is None or digest.content != hashlib.new(self.digest.name, self.content).digest():
            yield "what the authority states was changed after it signed"
        if not self._fits():
            yield "the authority's signature does not fit"
        if not self.signer.not_valid_before_utc <= time <= self.signer.not_valid_after_utc:
            yield "the authority's certificate was not valid at the time stated"
        if not _may_stamp(self.signer):
            yield "the signer's certificate is not one for time stamps"
        yield from self._broken_chain()

    def _fits(self) -> bool:
        """The signature over the attributes is that of the signer's key."""
        signed = bytes([SET]) + self.attributes.whole[1:]  # RFC 5652, 5.4: as a SET, not under its tag
        key = self.signer.public_key()
        try:
            if isinstance(key, RSAPublicKey) and self.method == "RSA":
                key.verify(self.signature, signed, padding.PKCS1v15(), self.method_digest)
            elif isinstance(key, RSAPublicKey) and self.method == "RSA-PSS":
                mask = padding.MGF1(self.method_digest)
                key.verify(self.signature, signed, padding.PSS(mask, padding.PSS.AUTO), self.method_digest)
            elif isinstance(key, EllipticCurvePublicKey) and self.method == "ECDSA":
                key.verify(self.signature, signed, ECDSA(self.method_digest))
            else:
                return False
        except InvalidSignature:
            return False
        return True

    def _broken_chain(self) -> Iterator[str]:
        """A certificate whose issuer's lies beside it bears that issuer's signature."""
        for certificate in self.certificates:
            issuers = [other for other in self.certificates if other.subject == certificate.issuer]
            if issuers and not any(_issued(certificate, issuer) for issuer in issuers):
                yield f"the certificate of {certificate.subject.rfc4514_string()} is not signed by its issuer"


def _find_signer(attributes: Value, certificates: tuple[Certificate, ...]) -> Certificate:
    """The certificate whose digest stands in the signed attributes."""
    named = _attribute(attributes, SIGNER_V2) or _attribute(attributes, SIGNER)
    if named is None:
        raise ValueError("it does not name the certificate of its signer")
    parts = named.part(0, SEQUENCE).part(0, SEQUENCE).parts
    digest = "sha256" if _attribute(attributes, SIGNER_V2) else "sha1"
    if parts and parts[0].tag == SEQUENCE:
        digest = _trusted(parts.pop(0)).name
    for certificate in certificates:
        found = hashlib.new(digest, certificate.public_bytes(Encoding.DER), usedforsecurity=False)
        if parts and parts[0].content == found.digest():
            return certificate
    raise ValueError("the certificate of its signer is not in it, or was changed")


def _attribute(attributes: Value, name: str) -> Value | None:
    """The one value of an attribute; None where there is none."""
    for attribute in attributes.parts:
        if attribute.part(0, OBJECT).content.hex() == name and len(attribute.part(1, SET).parts) == 1:
            return attribute.part(1, SET).parts[0]
    return None


def _trusted(algorithm: Value) -> hashes.HashAlgorithm:
    digest = DIGESTS.get(algorithm.part(0, OBJECT).content.hex())
    if digest is None:
        raise ValueError("it uses a digest that this program does not trust")
    return digest


def _may_stamp(certificate: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True
