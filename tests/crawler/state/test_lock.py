import os
import signal
import subprocess
import sys

import pytest

from crawler.errors import LockHeldError
from crawler.state.lock import hold_lock

HOLD = (
    "import subprocess, sys, time\n"
    "from pathlib import Path\n"
    "from crawler.state.lock import hold_lock\n"
    "with hold_lock(Path(sys.argv[1])):\n"
    "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], close_fds=False)\n"
    "    print(child.pid, flush=True)\n"
    "    time.sleep(60)\n"
)


def test_the_lock_is_free_after_kill_9_though_a_child_lives_on(tmp_path):
    path = tmp_path / "state" / "khyber.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    try:
        with pytest.raises(LockHeldError, match=f"process {holder.pid}") as error, hold_lock(path):
            pass
        assert str(path) in str(error.value)
        holder.kill()
        holder.wait()
        with hold_lock(path):
            os.kill(child, 0)  # still there, and does not hold the lock
    finally:
        os.kill(child, signal.SIGKILL)
        holder.stdout.close()


def test_the_lock_is_free_after_the_block(tmp_path):
    for _ in range(2):
        with hold_lock(tmp_path / "khyber.lock"):
            pass
