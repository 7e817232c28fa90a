"""The process that worker processes are forked from: started early, it loads what they need beside the main process."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver

PRELOAD = ("crawler.engine.worker",)


def start_fork_server() -> None:
    """Start the fork server of this process, if it does not run yet; returns without waiting for its imports."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(list(PRELOAD))
    forkserver.ensure_running()
