"""How tests run an export to its end."""

from pathlib import Path

from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.segments import Workshop


def export(job: ExportJob, workshop: Workshop | None = None) -> Path:
    """Exports and returns the package."""
    *_, last = run_export(job, workshop=workshop)
    return Path(last.message)
