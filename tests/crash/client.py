"""A person at her browser, who tries again what got no answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError

PATIENCE = 180.0


class NoAnswerError(Exception):
    """The connection was refused or cut before an answer came."""


@dataclass
class Browser:
    """A signed-in person; `odd` gathers answers that no kill explains, `last` is what she met."""

    url: str
    odd: list[str] = field(default_factory=list)
    cuts: int = 0
    last: str = "nothing"
    _cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=5, read=30))

    def sign_in(self, person: str) -> None:
        """Sign in with the demo's one click."""
        self.ask("GET", "/people/demo/")
        self.ask("POST", "/people/demo/", {"person": person})
        signed_in = self.last.endswith(" 302 to /") and bool(self._cookies.get("sessionid"))
        assert signed_in, f"{person} is not signed in: {self.last}"

    def once(
        self,
        method: str,
        path: str,
        form: dict[str, Any] | None = None,
        *,
        body: bytes | None = None,
        **headers: str,
    ) -> urllib3.BaseHTTPResponse:
        """Ask once; `NoAnswerError` where no answer came."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sent["X-CSRFToken"] = self._cookies.get("csrftoken", "")
        if form is not None:
            body = urlencode(form, doseq=True).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            answer = self._pool.request(
                method, self.url + path, body=body, headers=sent, redirect=False
            )
        except (HTTPError, OSError) as error:
            self.cuts += 1
            self.last = f"{method} {path} was cut: {error}"
            raise NoAnswerError(str(error)) from error
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        self.last = f"{method} {path} answered {answer.status}"
        if "Location" in answer.headers:
            self.last += f" to {answer.headers['Location']}"
        if answer.status >= 500:
            self.odd.append(f"{method} {path} answered {answer.status}")
            raise NoAnswerError(f"{answer.status}")
        return answer

    def ask(
        self, method: str, path: str, form: dict[str, Any] | None = None, **headers: str
    ) -> urllib3.BaseHTTPResponse:
        """Ask the very same again until there is an answer, as a person would."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.once(method, path, form, **headers)
            except NoAnswerError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
