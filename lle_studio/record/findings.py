"""What a check of a package finds, and how it answers."""

from dataclasses import dataclass, field

MAX_NAMED = 20
"""Failures named per check; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The answer to one question about a package."""

    name: str
    passed: bool
    detail: str
    """What was found; failures name the frame or file."""


@dataclass(slots=True)
class Findings:
    """Failures of one check, as they are met."""

    name: str
    failures: list[str] = field(default_factory=list)

    def add(self, failure: str) -> None:
        """Keeps a failure."""
        self.failures.append(failure)

    def answer(self, success: str) -> Check:
        """The answer: what is said where nothing failed, or the failures."""
        if not self.failures:
            return Check(name=self.name, passed=True, detail=success)
        named = "; ".join(self.failures[:MAX_NAMED])
        rest = len(self.failures) - MAX_NAMED
        return Check(name=self.name, passed=False, detail=named + (f"; and {rest} more" if rest > 0 else ""))
