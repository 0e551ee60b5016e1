"""A time-stamp authority for tests, in plain Python: it answers as RFC 3161 says, or wrongly where asked to."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lle_studio.record.timestamp_token import read_value

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

STATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
"""The time every reply states, unless asked for another."""

OBJECTS = {
    "signed data": "2a864886f70d010702",
    "time stamp": "2a864886f70d0109100104",
    "data": "2a864886f70d010701",
    "content type": "2a864886f70d010903",
    "message digest": "2a864886f70d010904",
    "signer": "2a864886f70d010910022f",
    "SHA-256": "608648016503040201",
    "SHA-1": "2b0e03021a",
    "RSA": "2a864886f70d010101",
    "RSA-PSS": "2a864886f70d01010a",
    "ECDSA": "2a8648ce3d040302",
    "policy": "2a0304",
}
"""Object identifiers, DER in hex."""


def der(tag: int, *parts: bytes) -> bytes:
    """A value of DER."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes(4, "big").lstrip(b"\0")
    return bytes([tag, 0x80 | len(size)]) + size + content


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def ordered_set(*parts: bytes) -> bytes:
    return der(0x31, *sorted(parts))


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def object_id(name: str) -> bytes:
    return der(0x06, bytes.fromhex(OBJECTS[name]))


def name_of(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def new_key(kind: str = "RSA") -> PrivateKey:
    if kind == "ECDSA":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certify(
    subject: str, key: PrivateKey, issuer: str, issuer_key: PrivateKey, *, purpose: x509.ObjectIdentifier | None
) -> x509.Certificate:
    """A certificate for the years 2020 to 2039; of an authority over others where there is no purpose."""
    builder = (
        x509.CertificateBuilder(name_of(issuer), name_of(subject), key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=purpose is None, path_length=None), critical=True)
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return builder.sign(issuer_key, SHA256())


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A root, an authority between, and a signer of time stamps."""

    root: x509.Certificate
    between: x509.Certificate
    signer: x509.Certificate
    key: PrivateKey
    method: str
    """``RSA``, ``RSA-PSS`` or ``ECDSA``."""

    @classmethod
    def make(
        cls, method: str = "RSA", purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
    ) -> "Authority":
        """A new one."""
        root_key, between_key, key = new_key(), new_key(), new_key(method)
        return cls(
            root=certify("Root", root_key, "Root", root_key, purpose=None),
            between=certify("Between", between_key, "Root", root_key, purpose=None),
            signer=certify("Stamps", key, "Between", between_key, purpose=purpose),
            key=key,
            method=method,
        )

    def write_root(self, folder: Path) -> Path:
        """The root's certificate as a file."""
        path = folder / "root.pem"
        path.write_bytes(self.root.public_bytes(Encoding.PEM))
        return path

    def answer(
        self,
        request: bytes,
        *,
        time: datetime = STATED,
        nonce: bool = True,
        kind: str = "time stamp",
        digest: str = "SHA-256",
        certificates: bool = True,
        reverse: bool = False,
    ) -> bytes:
        """The reply to a request.

        Args:
            request: what was sent.
            time: stated.
            nonce: that of the request is given back.
            kind: object that is said to be signed.
            digest: said to be used.
            certificates: that of the signer and the one between lie in the reply.
            reverse: they do not stand in the order of DER.
        """
        fields = read_value(request).parts
        stated = sequence(
            integer(1),
            object_id("policy"),
            fields[1].whole,
            integer(7),
            der(0x18, time.strftime("%Y%m%d%H%M%SZ").encode()),
            *([part.whole for part in fields[2:] if part.tag == 0x02] if nonce else []),
        )
        signer = self.signer.public_bytes(Encoding.DER)
        named = sequence(sequence(sequence(der(0x04, hashlib.sha256(signer).digest()))))
        attributes = [
            sequence(object_id("content type"), ordered_set(object_id(kind))),
            sequence(object_id("message digest"), ordered_set(der(0x04, hashlib.sha256(stated).digest()))),
            sequence(object_id("signer"), ordered_set(named)),
        ]
        info = sequence(
            integer(1),
            sequence(self.signer.issuer.public_bytes(), integer(self.signer.serial_number)),
            sequence(object_id(digest)),
            der(0xA0, *sorted(attributes)),
            sequence(object_id(self.method)),
            der(0x04, self._sign(ordered_set(*attributes))),
        )
        inside = sorted([signer, self.between.public_bytes(Encoding.DER)], reverse=reverse)
        signed = sequence(
            integer(3),
            ordered_set(sequence(object_id(digest))),
            sequence(object_id(kind), der(0xA0, der(0x04, stated))),
            *([der(0xA0, *inside)] if certificates else []),
            ordered_set(info),
        )
        return sequence(sequence(integer(0)), sequence(object_id("signed data"), der(0xA0, signed)))

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(SHA256()))
        if self.method == "RSA-PSS":
            return self.key.sign(data, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
        return self.key.sign(data, padding.PKCS1v15(), SHA256())


def refuse(status: int, *words: str) -> bytes:
    """A reply that grants nothing."""
    said = [sequence(*(der(0x0C, word.encode()) for word in words))] if words else []
    return sequence(sequence(integer(status), *said))
