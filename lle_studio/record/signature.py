"""The laboratory's signature over a package: Ed25519 over the bytes of ``SHA256SUMS``, and so over every file it lists.

The public key lies in the package as ``laboratory.pem``, so that a stock OpenSSL can check the signature. Whose key it
is, the package cannot prove: the fingerprint must be known to be the laboratory's from elsewhere.
"""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from lle_studio.core.errors import SourceError, UsageError, WriteError
from lle_studio.record.findings import Check, Findings
from lle_studio.record.manifest import MANIFEST, SIGNATURE, SUMS
from lle_studio.record.whole_file import read_plain, read_whole, write_new

ALGORITHM = "Ed25519"

LABORATORY = "laboratory.pem"
"""Name of the public key in a package; it is listed in ``SHA256SUMS``."""

MIN_PASSPHRASE = 8
"""Characters."""

PublicKey: TypeAlias = Ed25519PublicKey
"""For rooms that pass a public key on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaboratoryKey:
    """A private key, unlocked, that signs packages."""

    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """Its public half."""
        return self.private.public_key()

    @property
    def fingerprint(self) -> str:
        """Of the public half."""
        return fingerprint(self.public)


def fingerprint(key: PublicKey) -> str:
    """SHA-256 of a public key as DER SubjectPublicKeyInfo, lower-case hex."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def public_path(path: Path) -> Path:
    """Where the public half of a private key is written: beside it, ``NAME.pub.pem`` for ``NAME.pem``."""
    return path.with_name(path.name.removesuffix(".pem") + ".pub.pem")


def create_key(path: Path, passphrase: str) -> LaboratoryKey:
    """Makes a key: the private half, locked by the pass phrase and for its owner alone, and the public half beside it.

    Raises:
        UsageError: the pass phrase is too short.
        WriteError: one of the files exists, or cannot be written; then neither is kept.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise UsageError(f"The pass phrase for {path.name} is too short: give {MIN_PASSPHRASE} characters or more.")
    key = LaboratoryKey(private=Ed25519PrivateKey.generate())
    locked = key.private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode("utf-8"))
    )
    write_new(path, locked, mode=0o600)
    try:
        write_new(public_path(path), _pem(key.public))
    except WriteError:
        path.unlink(missing_ok=True)
        raise
    return key


def load_key(path: Path, passphrase: str) -> LaboratoryKey:
    """Unlocks a private key.

    Raises:
        SourceError: the file cannot be read, holds no Ed25519 private key that a pass phrase locks, or the pass phrase
            is another one.
    """
    pem = read_whole(path)
    if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in pem:
        what = "is not locked by a pass phrase" if is_private(pem) else "holds no private key in PEM"
        raise SourceError(f'{path} {what}: make a key by "lle-studio key new".')
    try:
        private = load_pem_private_key(pem, passphrase.encode("utf-8"))
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:  # TypeError: an empty pass phrase
        raise SourceError(
            f"{path} cannot be unlocked: the pass phrase is another one, or the file is damaged."
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SourceError(f'{path} is not an {ALGORITHM} key: make one by "lle-studio key new".')
    return LaboratoryKey(private=private)


def is_private(pem: bytes) -> bool:
    """Whether a PEM file says that it holds a private key."""
    return b"PRIVATE KEY-----" in pem


def holds_private_key(path: Path) -> bool:
    """Whether a file says that it holds a private key.

    Raises:
        SourceError: it cannot be read.
    """
    return is_private(read_whole(path))


def load_public_key(path: Path) -> PublicKey:
    """Reads a public key.

    Raises:
        SourceError: the file cannot be read, or holds no Ed25519 public key.
    """
    pem = read_whole(path)
    if is_private(pem):
        raise SourceError(f"{path} is a private key: give its public half, which lies beside it as NAME.pub.pem.")
    key = _parse(pem)
    if key is None:
        raise SourceError(f"{path} holds no {ALGORITHM} public key in PEM: give the laboratory's.")
    return key


def signature_claim(key: LaboratoryKey | None) -> dict[str, str] | None:
    """What the manifest says under ``signature``; None where the package is not signed."""
    return None if key is None else {"algorithm": ALGORITHM, "public_key_sha256": key.fingerprint}


def write_public_key(folder: Path, key: LaboratoryKey) -> None:
    """Writes ``laboratory.pem`` into a package whose ``SHA256SUMS`` is still to be made.

    Raises:
        WriteError: it is there already, or cannot be written.
    """
    write_new(folder / LABORATORY, _pem(key.public))


def sign_sums(folder: Path, key: LaboratoryKey) -> None:
    """Signs ``SHA256SUMS`` of a package that is complete; 64 bytes are written to ``SHA256SUMS.sig``.

    Raises:
        SourceError: there is no ``SHA256SUMS``.
        WriteError: there is a signature already, or it cannot be written.
    """
    write_new(folder / SIGNATURE, key.private.sign(read_whole(folder / SUMS)))


def check_signature(folder: Path, claim: Any, trusted: PublicKey | None = None) -> Check:
    """The package is signed as its manifest claims, and by the key that is trusted.

    Args:
        folder: the package.
        claim: what the manifest says under ``signature``; None in packages that are not signed.
        trusted: the laboratory's key, known from elsewhere; without it whose key signed is not checked.
    """
    findings = Findings("signature")
    if claim is None:
        for name in (LABORATORY, SIGNATURE):
            if os.path.lexists(folder / name):
                findings.add(f"{name} is there, though {MANIFEST} claims no signature")
        if trusted is not None:
            findings.add(f"the package is not signed, neither by the trusted key {fingerprint(trusted)} nor by another")
        return findings.answer("the package is not signed, and does not claim to be")
    named = claim.get("public_key_sha256") if isinstance(claim, dict) else None
    if named is None or claim.get("algorithm") != ALGORITHM:
        findings.add(f"{MANIFEST} does not say which {ALGORITHM} key signed")
    _compare(findings, folder, named)
    if trusted is not None and fingerprint(trusted) != named:
        findings.add(f"signed by the key {named}, the trusted one is {fingerprint(trusted)}")
    whose = "the trusted one" if trusted else "whose key that is was not checked, because no trusted one was given"
    return findings.answer(f"{SUMS} is signed by the {ALGORITHM} key {named}: {whose}")


def _compare(findings: Findings, folder: Path, named: Any) -> None:
    """Compares the key and the signature in a package with what they are for."""
    contents: dict[str, bytes] = {}
    for name in (LABORATORY, SIGNATURE, SUMS):
        try:
            contents[name] = read_plain(folder / name)
        except FileNotFoundError:
            findings.add(f"{name} is missing, though {MANIFEST} claims a signature")
        except OSError as error:
            findings.add(f"{name} cannot be read ({error.strerror})")
        except SourceError as error:
            findings.add(str(error).rstrip("."))
    key = _parse(contents.get(LABORATORY, b""))
    if key is None:
        if LABORATORY in contents:
            findings.add(f"{LABORATORY} holds no {ALGORITHM} public key")
        return
    if fingerprint(key) != named:
        findings.add(f"{LABORATORY} is the key {fingerprint(key)}, {MANIFEST} names {named}")
    if SIGNATURE not in contents or SUMS not in contents:
        return
    try:
        key.verify(contents[SIGNATURE], contents[SUMS])
    except InvalidSignature:
        findings.add(f"{SIGNATURE} does not fit {SUMS}: one was changed, or another key than {LABORATORY} signed")


def _parse(pem: bytes) -> PublicKey | None:
    """The Ed25519 public key that PEM holds; None where it holds none."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _pem(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
