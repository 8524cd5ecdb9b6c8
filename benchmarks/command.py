"""How long ``eventsapp select`` takes from the shell to its answer, for a handful of people."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
BAR = 0.5
PEOPLE = 12


def main() -> None:
    """Print the median, and whether the bar was reached."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder)
        taken = statistics.median(once(folder) for _ in range(ROUNDS))
    word = "reached" if taken < BAR else "MISSED "
    print(f"{word}  eventsapp select, start to answer: {taken:.2f} s (bar: under {BAR} s)")


def fill(folder: Path) -> None:
    """Write a case that takes no time to solve."""
    rows = [f"p{at},{'ngo' if at % 3 else 'state'},{at % 7}.50" for at in range(PEOPLE)]
    (folder / "pool.csv").write_text("\n".join(["id,sector,score", *rows]))
    quota = {"id": "states", "attribute": "sector", "values": ["state"], "min": 2}
    case = {"seats": {"min": 4, "max": 4}, "quotas": [quota]}
    (folder / "case.json").write_text(json.dumps(case))


def once(folder: Path) -> float:
    """Run the command in a process of its own; return the seconds until it ended."""
    began = time.perf_counter()
    subprocess.run(
        [
            *(sys.executable, "-m", "eventsapp.cli", "select", str(folder)),
            *("--output", str(folder / "answer.json")),
        ],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
