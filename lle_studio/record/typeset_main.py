"""Sets one document in a process of its own: Typst keeps tens of megabytes of each for as long as it lives."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime

import typst


def main(arguments: Sequence[str]) -> None:
    """Sets the document that one argument describes (JSON) and writes the PDF to the standard output.

    What Typst says of a document that cannot be made goes to the standard error, and the exit code is 1.
    """
    (text,) = arguments
    told = json.loads(text)
    try:
        document = typst.compile(
            told["template"],
            root=told["root"],
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[told["fonts"]]),
            ignore_system_fonts=True,
            sys_inputs={"language": told["language"]},
            pdf_standards=[told["standard"]],
            timestamp=datetime.fromisoformat(told["created"]),
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        sys.exit(1)
    assert isinstance(document, bytes)
    sys.stdout.buffer.write(document)
