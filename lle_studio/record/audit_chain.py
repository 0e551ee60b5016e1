"""The chain of the audit log: which lines were changed, deleted, inserted or moved, and where the clock went back."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from lle_studio.record.audit_line import START, AuditHead, AuditLine


def breaches(lines: Sequence[AuditLine], expected: AuditHead | None = None, *, final: bool = False) -> list[str]:
    """Says what does not hold in the lines of a log, naming them.

    Args:
        lines: all of it, in the order of the file.
        expected: its anchor, where there is one.
        final: nothing may stand behind the anchor, as in a package.
    """
    found = [f"line {place} is not an entry of an audit log" for place, line in enumerate(lines) if line.entry is None]
    if lines and not lines[-1].ended:
        found.append(f"line {len(lines) - 1} ({lines[-1].action}) is cut: its end is missing")
    found += [*_broken_order(lines), *_broken_chain(lines)]
    if expected is not None:
        found += _broken_anchor(lines, expected, final)
    return found


def remarks(lines: Sequence[AuditLine]) -> list[str]:
    """What is no breach, and still worth knowing: where the clock went back."""
    entries = [line.entry for line in lines if line.entry is not None]
    return [
        f"the clock was set back at line {entry.line} ({entry.action}): {before.utc} stands before {entry.utc}"
        for before, entry in pairwise(entries)
        if datetime.fromisoformat(entry.utc) < datetime.fromisoformat(before.utc)
    ]


def _broken_order(lines: Sequence[AuditLine]) -> Iterator[str]:
    """Says which lines are missing, and which do not stand where their number belongs."""
    numbers = [line.entry.line if line.entry else place for place, line in enumerate(lines)]
    for before, number in pairwise([-1, *sorted(set(numbers))]):
        if number - before == 2:
            yield f"line {before + 1} is missing"
        elif number - before > 2:
            yield f"lines {before + 1} to {number - 1} are missing"
    times, highest = Counter(numbers), -1
    for number, line in zip(numbers, lines, strict=True):
        if number < highest and times[number] == 1:
            yield f"line {number} ({line.action}) stands behind line {highest}"
        highest = max(highest, number)


def _broken_chain(lines: Sequence[AuditLine]) -> Iterator[str]:
    """Says which lines are not those the others were written after."""
    named = {line.entry.previous for line in lines if line.entry}
    chain: dict[int, AuditLine] = {}
    for number, line in ((line.entry.line, line) for line in lines if line.entry):
        rival = chain.get(number)
        if rival is None:
            chain[number] = line
            continue
        kept, other = (line, rival) if line.sha256 in named and rival.sha256 not in named else (rival, line)
        chain[number] = kept
        yield f"a second line {number} ({other.action}) was inserted"
    fitting = {number: _fits(chain, number) for number in chain}
    for number, line in sorted(chain.items()):
        if fitting[number]:
            continue
        before = chain.get(number - 1)
        if before is None:
            yield f"line {number} ({line.action}) does not begin the log: it was written after a line that is missing"
        elif not fitting.get(number + 1, True):
            yield f"line {number - 1} ({before.action}) or line {number} was changed: they do not join"
        elif number > 1 and number - 2 in chain and _previous(line) == chain[number - 2].sha256:
            yield f"line {number - 1} ({before.action}) was inserted: line {number} was written after line {number - 2}"
        else:
            yield f"line {number - 1} ({before.action}) was changed: line {number} was written after another"


def _fits(chain: Mapping[int, AuditLine], number: int) -> bool:
    """Whether a line names the one before it, as far as that is there."""
    if number == 0:
        return _previous(chain[0]) == START
    return number - 1 not in chain or _previous(chain[number]) == chain[number - 1].sha256


def _previous(line: AuditLine) -> str:
    return line.entry.previous if line.entry else ""


def _broken_anchor(lines: Sequence[AuditLine], expected: AuditHead, final: bool) -> Iterator[str]:
    """Says where a log is not the one that an anchor was taken of."""
    last = expected.lines - 1
    if len(lines) < expected.lines:
        end = f"line {len(lines) - 1} ({lines[-1].action})" if lines else "nothing"
        missing = f"lines {len(lines)} to {last} are" if last > len(lines) else f"line {last} is"
        yield f"the log ends with {end}: {missing} missing"
    elif last >= 0 and lines[last].sha256 != expected.head:
        yield f"line {last} ({lines[last].action}) is not the one its anchor names: it or one before it was changed"
    if final and len(lines) > expected.lines:
        yield f"line {expected.lines} ({lines[expected.lines].action}) was added after the log was closed"
