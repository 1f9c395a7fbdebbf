"""Compose the rooms' routers into one API; the document is at `/api/openapi.json`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from ninja import NinjaAPI

import lapel

service = NinjaAPI(
    title="Lapel",
    version="1",
    description=lapel.__doc__ or "",
    docs_url=None,  # its page would load scripts from elsewhere; the document is enough
    urls_namespace="api",
)

for room in settings.ROOMS:
    name = f"lapel.journey.{room}.api"
    if find_spec(name):
        service.add_router(f"/{room}", import_module(name).router, tags=[room])
