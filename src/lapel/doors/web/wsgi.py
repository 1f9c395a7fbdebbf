"""What the server calls."""

from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lapel.doors.web.lines import ProbingLines


def keep_connections() -> None:
    """Let pages share PostgreSQL's connections, of which each is a process there, slow to begin.

    Only here: the other processes have one connection each, and fork, which a pool must not.
    """
    database: dict[str, Any] = settings.DATABASES["default"]
    if database.get("POOL"):
        most = database["POOL"]
        database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": most, "timeout": 10}


application = ProbingLines(get_wsgi_application())
keep_connections()
