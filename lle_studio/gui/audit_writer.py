"""The thread that writes audit logs: in the order things were done, each on the disk before the next."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from os import getpid
from pathlib import Path
from threading import Condition
from typing import Any

from PySide6.QtCore import Signal

from lle_studio.core.errors import CheckFailed, StudioError
from lle_studio.gui.workers import Worker
from lle_studio.pipeline.case import HistoryEntry
from lle_studio.record.audit import append, copy_log, read_head, read_lines, set_aside
from lle_studio.record.audit_chain import breaches
from lle_studio.record.audit_line import AuditHead
from lle_studio.record.manifest import software_versions

_log = logging.getLogger(__name__)

_RETRY = 2.0  # s until a log that could not be written is tried again
_LATE = timedelta(seconds=1)  # what is written later says when it was done
_WAIT = 10.0  # s that a disk may take for all that was noted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """Something to be written to a log."""

    log: Path
    action: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    examiner: str = ""
    done: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def logs(self) -> set[Path]:
        """Logs that must be written in order with it."""
        return {self.log}


@dataclass(frozen=True, slots=True, kw_only=True)
class _TakeUp(_Task):
    """A log is gone on with: it must be what its anchor says."""

    anchor: AuditHead
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _GoOn(_Task):
    """A log is copied to another place."""

    target: Path

    @property
    def logs(self) -> set[Path]:
        """Logs that must be written in order with it."""
        return {self.log, self.target}


class AuditWriter(Worker):
    """Writes what it is given to audit logs, and drops nothing: what a log refuses is tried again until the end.

    A log that was changed or cut is moved aside, and a new one begins by saying so.

    Signals:
        written: nothing waits any more.
        refused: sentence, why a log cannot be written.
        breached: sentence, what was found in a log and where it was moved.
    """

    written = Signal()
    refused = Signal(str)
    breached = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._condition = Condition()
        self._tasks: list[_Task] = []
        self._blocked: set[Path] = set()
        self._busy = self._ending = False
        self._heads: dict[Path, AuditHead] = {}
        self._aside: dict[Path, dict[str, Any]] = {}
        self._begun: set[Path] = set()
        self._start = {"started_utc": datetime.now(UTC).isoformat(timespec="milliseconds"), "process": getpid()}

    def note(self, log: Path, action: str, parameters: Mapping[str, Any], examiner: str) -> None:
        """Has an action written."""
        self._put(_Task(log=log, action=action, parameters=parameters, examiner=examiner))

    def take_up(self, log: Path, anchor: AuditHead, history: tuple[HistoryEntry, ...], examiner: str) -> None:
        """Has a log checked before it is gone on with, and the start of the program written.

        Args:
            log: may be one that is not there yet.
            anchor: what its case file vouches for.
            history: of a case file older than the log.
            examiner: as entered.
        """
        self._put(_TakeUp(log=log, anchor=anchor, history=history, examiner=examiner))

    def go_on(self, log: Path, target: Path, examiner: str) -> None:
        """Has a log copied to another place; what it refuses now is written there."""
        task = _GoOn(log=log, target=target, examiner=examiner)
        self._heads.pop(target, None)  # of another log that was written there: no case may vouch for it now
        with self._condition:
            if log in self._blocked:
                moved = [replace(other, log=target) if other.log == log else other for other in self._tasks]
                self._tasks = [task, *moved]
                self._blocked.discard(log)
            else:
                self._tasks.append(task)
            self._condition.notify_all()

    def head(self, log: Path) -> AuditHead | None:
        """How far a log goes that was written in this session."""
        return self._heads.get(log)

    def settle(self) -> bool:
        """Waits until everything noted is on the disk, or was refused; True where it is on the disk."""
        with self._condition:
            self._condition.wait_for(lambda: self._is_settled or not self.isRunning(), _WAIT)
            return not self._tasks

    def stop(self) -> None:
        """Has everything that waits tried once more, and the worker end then."""
        super().stop()
        with self._condition:
            self._ending = True
            self._blocked.clear()
            self._condition.notify_all()

    def work(self) -> None:
        """Writes until it is stopped."""
        while (task := self._next()) is not None:
            try:
                self._write(task)
            except (StudioError, OSError) as error:
                self._end(task, refused=True)
                self.refused.emit(_sentence(error, task.log))
            else:
                if self._end(task, refused=False):
                    self.written.emit()
        for task in self._tasks:
            _log.error("Not in the audit log %s: %s %s", task.log, task.action, task.parameters)

    @property
    def _is_settled(self) -> bool:
        return not self._busy and all(task.logs & self._blocked for task in self._tasks)

    def _put(self, task: _Task) -> None:
        with self._condition:
            self._tasks.append(task)
            self._condition.notify_all()

    def _next(self) -> _Task | None:
        """Waits for something that can be written; None at the end."""
        with self._condition:
            while True:
                blocked = set(self._blocked)
                for task in self._tasks:
                    if not task.logs & blocked:
                        self._busy = True
                        return task
                    blocked |= task.logs  # what comes after it in one of its logs waits, too
                if self._ending:
                    return None
                self._condition.wait(_RETRY if self._tasks else None)
                self._blocked.clear()

    def _end(self, task: _Task, *, refused: bool) -> bool:
        """Takes note of how a task ended; True where none is left."""
        with self._condition:
            self._busy = False
            if refused:
                self._blocked |= task.logs
            else:
                self._tasks.remove(task)
            self._condition.notify_all()
            return not self._tasks

    def _write(self, task: _Task) -> None:
        if isinstance(task, _TakeUp):
            self._take_up(task)
        elif isinstance(task, _GoOn):
            self._go_on(task)
        else:
            late = datetime.now(UTC) - task.done > _LATE
            done = {"done_utc": task.done.isoformat(timespec="milliseconds")} if late else {}
            self._append(task.log, task.action, {**task.parameters, **done}, task.examiner)

    def _append(self, log: Path, action: str, parameters: Mapping[str, Any], examiner: str) -> None:
        try:
            self._tell_aside(log, examiner)
            self._heads[log] = append(log, action, parameters, examiner=examiner, after=self._heads.get(log))
        except CheckFailed as error:
            self._move_aside(log, [str(error)])
            self._tell_aside(log, examiner)
            self._heads[log] = append(log, action, parameters, examiner=examiner)

    def _take_up(self, task: _TakeUp) -> None:
        log = task.log
        if log not in self._heads:
            lines = read_lines(log) if log.exists() else []
            found = [] if log in self._aside else breaches(lines, task.anchor)
            if found:
                self._move_aside(log, found)
            imported = any(line.action == "import-history" for line in lines)
            if task.history and not imported:
                entries = [asdict(entry) for entry in task.history]
                self._append(log, "import-history", {"entries": entries}, task.examiner)
            elif not found:
                self._heads[log] = read_head(log)
        if log not in self._begun:
            self._append(log, "start", {**self._start, "software": _versions()}, task.examiner)
            self._begun.add(log)

    def _go_on(self, task: _GoOn) -> None:
        if task.log.exists():
            kept = copy_log(task.log, task.target)
        else:  # it never could be written
            kept = set_aside(task.target) if task.target.exists() else None
        self._heads[task.target] = read_head(task.target)
        if task.log in self._begun:
            self._begun.add(task.target)
        if kept is not None:
            self._append(task.target, "log-kept", {"path": str(kept), "why": "another log was there"}, task.examiner)

    def _move_aside(self, log: Path, found: list[str]) -> None:
        """Keeps a log that does not hold under another name; the new one will begin by telling that."""
        kept = str(set_aside(log)) if log.exists() else None
        self._heads.pop(log, None)
        self._begun.discard(log)
        self._aside[log] = {"path": kept, "found": found}
        where = f"it is kept as {kept}, and a new one begins" if kept else "a new one begins"
        self.breached.emit(f"The audit log {log} does not hold ({found[0].rstrip('.')}): {where}.")

    def _tell_aside(self, log: Path, examiner: str) -> None:
        if log in self._aside:
            self._heads[log] = append(log, "log-set-aside", self._aside[log], examiner=examiner)
            del self._aside[log]


def _sentence(error: StudioError | OSError, log: Path) -> str:
    if isinstance(error, StudioError):
        return str(error)
    return f"The audit log {log} cannot be reached ({error.strerror}): check the folder and the disk."


def _versions() -> dict[str, str]:
    try:
        return software_versions()
    except StudioError as error:  # FFmpeg's program is missing
        return {"missing": str(error)}
