"""Ask 1EdTech's Open Badges 2.0 validator about a badge: question on stdin, its report on stdout.

It was written for Python 3.6, so names that the standard library has moved since are put back.
Nothing is fetched: every address is answered from the question's documents.
"""

from __future__ import annotations

import collections
import collections.abc
import io
import json
import sys
from typing import Any

for name in ("Mapping", "MutableMapping", "Iterable", "Callable", "Sequence", "Set", "Hashable"):
    setattr(collections, name, getattr(collections.abc, name))

import requests  # noqa: E402 - after the names are back
from openbadges.verifier import verify  # noqa: E402 - after the names are back
from openbadges.verifier.openbadges_context import OPENBADGES_CONTEXT_V2_DICT  # noqa: E402 - after the names are back

question = json.load(sys.stdin)
documents = {"https://w3id.org/openbadges/v2": OPENBADGES_CONTEXT_V2_DICT, **question["documents"]}


def answered(_adapter: Any, request: Any, **_options: Any) -> requests.Response:
    """Answer a request from the documents; a picture stands there in hexadecimal digits."""
    response = requests.Response()
    response.status_code = 200 if request.url in documents else 404
    found = documents.get(request.url, {})
    is_picture = isinstance(found, str)
    response.raw = io.BytesIO(bytes.fromhex(found) if is_picture else json.dumps(found).encode())
    response.headers["Content-Type"] = "image/png" if is_picture else "application/ld+json"
    response.url, response.request = request.url, request
    return response


requests.adapters.HTTPAdapter.send = answered
badge = (
    io.BytesIO(bytes.fromhex(question["badge"])) if question["is_picture"] else question["badge"]
)
report = verify(badge, recipient_profile=question["recipient"], use_cache=False)["report"]
json.dump({"valid": report["valid"], "messages": report["messages"]}, sys.stdout)
