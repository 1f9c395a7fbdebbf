"""A program at the other end of a webhook."""

from __future__ import annotations

import json
from typing import Any

from lapel.ports.fetch import Fetched, FetchRefused


class Receiver:
    """A program that answers as told (200 by default), and keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: list[int | FetchRefused] = []
        self.taken: list[tuple[str, bytes, dict[str, str]]] = []

    def post(self, url: str, *, body: bytes, headers: dict[str, str], **_limits: Any) -> Fetched:
        self.taken.append((url, body, headers))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, FetchRefused):
            raise answer
        return Fetched(url, answer, "", {}, b"")

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["type"] for _url, body, _headers in self.taken]
