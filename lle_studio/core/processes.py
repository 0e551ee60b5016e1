"""Python programs of our own beside this one."""

import sys
from pathlib import Path

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main(sys.argv[2:])"


def python_command(module: str, *arguments: str, options: tuple[str, ...] = ()) -> list[str]:
    """The command line that calls ``main(arguments)`` of a module of this package in a new Python.

    The folder one happens to be in is not looked at for modules: it may be full of evidence.

    Args:
        module: its full name.
        arguments: for its ``main``.
        options: of Python.
    """
    root = str(Path(__file__).parents[2])
    return [sys.executable, "-P", *options, "-c", _BOOT.format(module=module), root, *arguments]
