"""The command line as the tests call it: in this process, or as a program."""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one sentence on stderr of a command that did not do what was asked; nothing is on stdout."""
        assert self.out == ""
        assert re.fullmatch(r"lle-studio( \w+)?: [^\n]+\.\n", self.err), self.err
        return self.err.strip()


Command = Callable[..., Answer]


def run_program(*arguments: object, **options: Any) -> subprocess.CompletedProcess[Any]:
    """Runs the program as a user does."""
    command = [sys.executable, "-m", "lle_studio", *(str(argument) for argument in arguments)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "check": False, **options}
    return subprocess.run(command, **options)
