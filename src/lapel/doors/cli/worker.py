"""What the web server's worker loads: Lapel's pages, in a process that ends with its parent.

Were the web server killed, an orphaned worker would go on answering on its port beside the next.
"""

from __future__ import annotations

import os

from django.urls import get_resolver

from lapel.doors.web.wsgi import application
from lapel.ports.jobs.processes import end_with_parent

__all__ = ["application"]

end_with_parent(os.getppid())
# Pages are loaded now, so that the first visitor does not wait for it.
get_resolver().url_patterns  # noqa: B018 (asked for its effect)
