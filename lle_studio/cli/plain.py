"""Text from files, as a terminal may be sent it."""

from __future__ import annotations

import json
from typing import Any


def plain(text: str) -> str:
    """Text on one line: what is no letter (line ends, terminal commands, marks that turn writing round) is spelled out.

    A file's name, a tag or a note may hold anything.
    """
    return "".join(letter if letter.isprintable() else _spelled(letter) for letter in text)


def plain_json(content: Any, *, ascii_only: bool) -> str:
    """JSON over several lines, in which what is no letter is escaped, too."""
    text = json.dumps(content, indent=2, ensure_ascii=ascii_only)
    return "".join(letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1] for letter in text)


def _spelled(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
