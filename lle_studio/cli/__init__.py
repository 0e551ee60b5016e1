"""The commands for the terminal. Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 cannot read, 4 cannot write."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import version
from typing import NoReturn

from lle_studio.cli import audit, clips, export, keys, selftest, study
from lle_studio.cli.failures import failure_of
from lle_studio.core.errors import UsageError

COMMANDS = ("probe", "frame", "export", "verify", "audit", "key", "timestamp", "evaluate", "train", "selftest")

DECODING = ("probe", "frame", "export", "verify")
"""Commands that read a clip."""

STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Ctrl-C, a polite kill, and a closed terminal: work stops and leaves nothing half-done."""


def main(arguments: Sequence[str]) -> int:
    """Runs one command and returns the exit code; errors are one sentence on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names may hold bytes that are no text
    parser = _parser()
    options = parser.parse_args(arguments)
    options.arguments = arguments
    if options.command in DECODING:
        _prepare_decoder()
    stop = threading.Event()
    previous = {number: signal.signal(number, lambda *_: stop.set()) for number in STOP_SIGNALS}
    try:
        code = int(options.run(options, stop.is_set))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer has seen enough
        _drop_output()
        return 0
    except Exception as error:
        failure = failure_of(error)
        if isinstance(error, OSError) and error.filename is None:
            _drop_output()
        print(f"lle-studio: {failure[0]}", file=sys.stderr)
        return failure[1]
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return code


def _prepare_decoder() -> None:
    """Has a decoder process start while this one loads what else the command needs."""
    from lle_studio.video.decoder import prepare_decoder

    prepare_decoder()


def _drop_output() -> None:
    """Sends what is left in the buffer of a broken standard output nowhere, so that ending does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(UsageError.exit_code, f"{self.prog}: {message}; see {self.prog} --help.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lle-studio",
        description="Opens dark video untouched, enhances it by tone curves anyone can check, exports the evidence.",
        epilog="Without a command: lle-studio [FILE] opens the window. Exit codes: 0 done, 1 a check failed, "
        "2 wrong usage, 3 the file cannot be read, 4 cannot write, 130 stopped.",
    )
    parser.add_argument("--version", action="version", version=f"lle-studio {version('lle-studio')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    clips.add_probe(commands.add_parser("probe", help="what a file is, and what is wrong with it"))
    clips.add_frame(commands.add_parser("frame", help="one frame as a PNG, as it is or enhanced"))
    export.add_export(commands.add_parser("export", help="an evidence package of a clip"))
    clips.add_verify(commands.add_parser("verify", help="check an evidence package"))
    audit.add_audit(commands.add_parser("audit", help="what was done, and whether its log was changed"))
    keys.add_key(commands.add_parser("key", help="the laboratory's key, by which packages are signed"))
    keys.add_timestamp(commands.add_parser("timestamp", help="ask for a time stamp over a package, or attach it"))
    study.add_evaluate(
        commands.add_parser("evaluate", help="compare methods on pairs of a dark and a well-lit picture")
    )
    study.add_train(commands.add_parser("train", help="train a curve network"))
    selftest.add_selftest(commands.add_parser("selftest", help="check this installation against recorded results"))
    return parser
