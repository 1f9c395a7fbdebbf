"""What the web server's worker loads: Lapel's pages, in a process that ends with its parent.

Were the web server killed, an orphaned worker would go on answering on its port beside the next,
or in its place: pages would be shown, and no job done.
"""

from __future__ import annotations

import signal
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from lapel.ports.jobs.processes import end_with_parent

if TYPE_CHECKING:
    from lapel.doors.web.lines import ProbingLines


def application() -> ProbingLines:
    """Give what answers, in a worker that granian forked."""
    _end_with_server()
    from django.urls import get_resolver

    from lapel.doors.web.wsgi import application as pages

    # Pages are loaded now, so that the first visitor does not wait for it.
    get_resolver().url_patterns  # noqa: B018 (asked for its effect)
    return pages


def _end_with_server() -> None:
    """See to it before anything is loaded, which takes seconds."""
    # The fork brought the server's own handler along, which would not end this process.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server = parent_process()
    assert server is not None
    # Its number as it was at the fork: by now this process may be an orphan, another's child.
    assert server.pid is not None
    end_with_parent(server.pid)
