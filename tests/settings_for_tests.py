"""Lapel's own settings, with a home of its own per test process and static files unhashed."""

from __future__ import annotations

import os
import tempfile

# Set before Lapel reads its settings: tests keep their files to themselves.
os.environ["LAPEL_HOME"] = tempfile.mkdtemp(prefix="lapel-test-")
os.environ["LAPEL_INSTANCE"] = "demo"

from lapel.settings import *  # noqa: F403 (the whole of it, after the lines above)
from lapel.settings import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# An instance chooses to have this page; it is walked like any other.
REVOCATION_LIST = True
