"""The commands on signatures and time stamps: ``key new``, ``key show``, ``timestamp``."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from lle_studio.core.errors import Cancelled, SourceError, UsageError
from lle_studio.core.plain import plain

HOW_TO_SEND = """\
This program uses no network. Copy the request to a connected computer, send it to the time-stamp authority of your
choice, at the address it gives, and bring the reply back:

    curl --data-binary @SHA256SUMS.tsq -H "Content-Type: application/timestamp-query" -o reply.tsr ADDRESS
    openssl ts -reply -in reply.tsr -text                  (what it states)

Then attach it:    lle-studio timestamp DIR --reply reply.tsr"""


def add_key(parser: argparse.ArgumentParser) -> None:
    """Declares ``key``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("new", help="make a key: OUT.pem, and its public half beside it")
    new.add_argument("path", type=Path, metavar="OUT.pem")
    _add_passphrase(new)
    new.set_defaults(run=_run_new)
    show = actions.add_parser("show", help="the fingerprint of a private or public key")
    show.add_argument("path", type=Path, metavar="FILE")
    _add_passphrase(show)
    show.set_defaults(run=_run_show)


def add_timestamp(parser: argparse.ArgumentParser) -> None:
    """Declares ``timestamp``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an evidence package")
    parser.add_argument("--reply", type=Path, metavar="FILE", help="attach this reply of the authority")
    parser.set_defaults(run=_run_timestamp)


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="F",
        help="file whose first line is the pass phrase; else it is asked for",
    )


def read_passphrase(file: Path | None, name: str, *, twice: bool = False) -> str:
    """The pass phrase of a key: the first line of a file, or asked for at the terminal.

    Args:
        file: that holds it.
        name: of the key, for the question.
        twice: asks again, so that a slip is noticed.

    Raises:
        UsageError: there is neither a file nor a terminal, or the two answers differ.
        SourceError: the file cannot be read.
    """
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(f"{file} cannot be read as text ({error}): give a file with the pass phrase.") from error
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise UsageError(f"The pass phrase of {name} cannot be asked for without a terminal: give --passphrase-file.")
    try:
        passphrase = getpass.getpass(f"Pass phrase of {name}: ")
        if twice and getpass.getpass("Once more: ") != passphrase:
            raise UsageError(f"The two pass phrases for {name} differ: begin again.")
    except EOFError:
        raise UsageError(f"No pass phrase was given for {name}: begin again.") from None
    return passphrase


def _run_new(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.record.signature import create_key, public_path

    passphrase = read_passphrase(options.passphrase_file, options.path.name, twice=True)
    if cancelled():  # Ctrl-C at the question is seen only once it is answered
        raise Cancelled("No key was made.")
    key = create_key(options.path, passphrase)
    print(f"{options.path}: the private key, locked by the pass phrase; without either no package can be signed")
    print(f"{public_path(options.path)}: the public key, to be given to those who check")
    print(f"fingerprint {key.fingerprint}")
    return 0


def _run_show(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.record.signature import fingerprint, holds_private_key, load_key, load_public_key

    if holds_private_key(options.path):
        kind = "private"
        shown = load_key(options.path, read_passphrase(options.passphrase_file, options.path.name)).fingerprint
    else:
        kind, shown = "public", fingerprint(load_public_key(options.path))
    print(f"{options.path}: {kind} Ed25519 key, fingerprint {shown}")
    return 0


def _run_timestamp(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.record.timestamp import attach_reply, write_request

    if options.reply is None:
        print(f"{write_request(options.folder)}: the request for a time stamp over SHA256SUMS\n\n{HOW_TO_SEND}")
        return 0
    stamp = attach_reply(options.folder, options.reply)
    print(f"{options.folder}: {plain(stamp.sentence)}")
    print("The reply is whole and of this package; lle-studio verify with --tsa ROOT.pem checks whose it is.")
    return 0
