"""The schema of ``manifest.json``: which keys there are and what may stand in them, in a form other programs read, too.

What the values say about each other, the log and the clip is for ``claims`` and ``verify``.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from lle_studio.resources import resource_path

SCHEMA = "schema/manifest.schema.json"
"""JSON Schema 2020-12, in ``resources``."""

MAX_BREACHES = 20
"""Breaches that are told; more of them say nothing new."""

MAX_SHOWN = 60
"""Letters of a wrong value that are told."""


def schema_breaches(manifest: Any) -> list[str]:
    """Says where a manifest does not keep the schema: at most ``MAX_BREACHES`` lines, each with its JSON path."""
    found = (line for error in _validator().iter_errors(manifest) for line in _lines(error))
    return list(islice(_each_once(found), MAX_BREACHES))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(resource_path(SCHEMA).read_text(encoding="utf-8")))


def _each_once(lines: Iterator[str]) -> Iterator[str]:
    """Leaves out what was said: each missing key is an error that knows only all keys."""
    said: set[str] = set()
    for line in lines:
        if line not in said:
            said.add(line)
            yield line


def _lines(error: ValidationError) -> Iterator[str]:
    """A breach in plain words, a line for every key concerned."""
    instance: Any = error.instance
    rule: Any = error.validator_value
    place, value = error.json_path, _shown(instance)
    if error.validator == "required":
        yield from (f"{place}.{key} is missing" for key in rule if key not in instance)
    elif error.validator == "additionalProperties" and rule is False:
        known: Any = error.schema["properties"]  # type: ignore[index]
        yield from (f"{place}.{_shown_key(key)} is unknown" for key in instance if key not in known)
    elif error.validator == "type":
        kinds = rule if isinstance(rule, list) else [rule]
        yield f"{place} is {value}, not of the type {' or '.join(kinds)}"
    elif error.validator == "enum":
        yield f"{place} is {value}, not one of {', '.join(json.dumps(choice) for choice in rule)}"
    elif error.validator == "const":
        yield f"{place} is {value}, not {json.dumps(rule)}"
    elif error.validator == "pattern":
        yield f"{place} is {value}, which does not have the form {rule}"
    else:
        yield f"{place} is {value}, which breaks the rule {error.validator} {rule}"


def _shown(value: Any) -> str:
    text = "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else json.dumps(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _shown_key(key: str) -> str:
    return key if key.isidentifier() and len(key) <= MAX_SHOWN else _shown(key)
