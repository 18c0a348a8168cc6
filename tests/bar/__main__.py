"""``python -m tests.bar [NN ...]``: runs each check in a process of its own and prints its figure; exit 1 when one fails."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
LONGEST_SECONDS = 3600


def checks(numbers: list[str]) -> list[str]:
    """Names of the checks there are, or of those asked for by number."""
    found = sorted(path.stem for path in HERE.glob("check_*.py"))
    return [name for name in found if not numbers or name.split("_")[1] in {n.zfill(2) for n in numbers}]


def promise(name: str) -> str:
    return (importlib.import_module(f"tests.bar.{name}").__doc__ or "").strip().partition("\n")[0]


def run(name: str) -> tuple[bool, str]:
    """Whether it held, and its figure or the last line of what went wrong."""
    code = f"from tests.bar import {name} as check; print(check.main())"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False, f"not done after {LONGEST_SECONDS} s"
    told = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode == 0, told[-1] if told else "said nothing"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", metavar="NN", help="only these checks")
    names = checks(parser.parse_args().numbers)
    if not names:
        parser.error("no such check")
    failed = 0
    for name in names:
        print(f"{name.split('_')[1]}  {promise(name)}", flush=True)
        began = time.monotonic()
        held, told = run(name)
        failed += not held
        print(f"    {'held' if held else 'BROKEN'} in {time.monotonic() - began:.0f} s: {told}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
