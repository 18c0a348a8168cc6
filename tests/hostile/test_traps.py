"""Lists without end: the articles among them are found, and the rest costs little. All six: make bar ONLY=17."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.hostile.traps import ARTICLES

WALK = (
    "import json; from tests.bar.check_17_traps import walked; "
    "print(json.dumps(walked(('putaran', 'sesi'), with_backfill=False)))"
)


def test_a_list_in_circles_and_addresses_with_sessions_hide_no_article() -> None:
    done = subprocess.run([sys.executable, "-c", WALK], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    fetches, found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"putaran": ARTICLES, "sesi": ARTICLES}
    assert max(fetches.values()) <= 60
