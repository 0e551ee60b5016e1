"""Makes the recorded results of the self-test: ``python -m lle_studio.pipeline.selftest_record``.

It runs every case and writes down what came out. Run it only where results are meant to change, look at what changed
(``git diff`` shows a line for each value), and say why in the commit.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from lle_studio.pipeline.golden import FORMAT, Values, golden_path
from lle_studio.pipeline.selftest_cases import CASES, Workbench
from lle_studio.record.manifest import software_versions


def golden_text(cases: Mapping[str, Values]) -> str:
    """Measured values as the text of ``golden.json``: a line for each value."""
    software = {name: number for name, number in software_versions().items() if name != "system"}
    parts = []
    for name, values in cases.items():
        lines = [f"   {json.dumps(place)}: {json.dumps(value)}" for place, value in values.items()]
        parts.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n  }")
    head = f'{{\n "format": {json.dumps(FORMAT)},\n "recorded_with": {json.dumps(software)},\n "cases": {{\n'
    return head + ",\n".join(parts) + "\n }\n}\n"


def record_golden(path: Path) -> None:
    """Runs every case and writes down what came out.

    Raises:
        StudioError: a case cannot be run.
    """
    with TemporaryDirectory(prefix="lle-studio-") as folder:
        bench = Workbench(Path(folder))
        text = golden_text({case.name: case.measure(bench) for case in CASES})
    path.write_text(text, encoding="ascii", newline="\n")


if __name__ == "__main__":
    record_golden(golden_path())
    print(golden_path())
