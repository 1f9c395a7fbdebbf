"""Print the figures that the docs quote: `make bench`.

It serves the demo from a folder of its own on a loopback port, walks a tour, and asks the kernel
what each step cost: CPU seconds (not the clock's), memory as PSS (shared pages counted once), and
counts the database's queries. Nothing here is a test; machines are noisy, so figures are medians.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import urllib3

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / "bench"
MEGABYTE = 1_000_000
CHUNK = 16 * MEGABYTE


@dataclass
class Browser:
    """Just enough of a browser: cookies, forms and their tokens."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> urllib3.BaseHTTPResponse:
        """Send a request with the cookies, and keep those that come back."""
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": kept, "Referer": self.base, **(headers or {})}
        reply = self.pool.request(method, self.base + path, headers=sent, redirect=False, **more)
        for line in reply.headers.getlist("Set-Cookie"):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return reply

    def get(self, path: str) -> str:
        """Give a page's text."""
        reply = self.ask("GET", path)
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}")
        return reply.data.decode()

    def sign_in(self, person: str) -> None:
        """Use the demo's one-click page."""
        page = self.get("/people/demo/")
        token = found(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {"csrfmiddlewaretoken": token, "person": person}
        self.ask("POST", "/people/demo/", fields=fields, encode_multipart=False)


def found(pattern: str, text: str) -> str:
    """Give what a pattern's group catches; LookupError where the page has changed."""
    hit = re.search(pattern, text)
    if hit is None:
        raise LookupError(pattern)
    return hit[1]


@dataclass
class Served:
    """A Lapel that is being served, with its processes."""

    process: subprocess.Popen[bytes]
    base: str
    ready_after: float

    def tree(self) -> list[psutil.Process]:
        """List all its living processes."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def cpu(self) -> float:
        """Give CPU seconds spent so far by all of them."""
        times = [each.cpu_times() for each in self.tree()]
        return sum(each.user + each.system for each in times)

    def spent(self) -> float:
        """Give CPU seconds spent so far by all of them and by those they outlived."""
        times = [each.cpu_times() for each in self.tree()]
        return self.cpu() + sum(each.children_user + each.children_system for each in times)

    def stop(self) -> None:
        """End it in order."""
        self.process.terminate()
        self.process.wait()

    def memory(self) -> float:
        """Give megabytes held by all of them (PSS)."""
        return sum(each.memory_full_info().pss for each in self.tree()) / MEGABYTE


def serve(home: Path = HOME, *more: str) -> Served:
    """Serve on a free port (`--demo` as `make run` does), and wait for the first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://localhost:{port}"
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "lapel.doors.cli.main", "serve", *more, "--port", str(port)],
        env={**os.environ, "LAPEL_HOME": str(home), "LAPEL_BASE_URL": base},
        stdout=subprocess.DEVNULL,
    )
    pool = urllib3.PoolManager(retries=False)
    while True:
        try:
            pool.request("GET", base + "/", timeout=5.0)
        except urllib3.exceptions.HTTPError:
            if process.poll() is not None:
                raise RuntimeError(f"it does not serve: code {process.returncode}") from None
            time.sleep(0.05)
        else:
            return Served(process, base, time.monotonic() - began)


def bench_starts() -> Served:
    """Print what a start costs, from an empty folder and again; gives the second, serving."""
    shutil.rmtree(HOME, ignore_errors=True)
    row("start, to the first answer", "seconds", "CPU s")
    row("---", "---:", "---:")
    first = serve(HOME, "--demo")
    row("first, which loads the demo", f"{first.ready_after:.1f}", f"{first.spent():.1f}")
    first.stop()
    second = serve(HOME, "--demo")
    row("second", f"{second.ready_after:.1f}", f"{second.spent():.1f}")
    return second


def pages(browser: Browser) -> Iterator[tuple[str, str]]:
    """Name the pages of the tour; links to one of a kind are found as a person would."""
    yield "front page", "/"
    yield "catalogue", "/catalogue/"
    yield "catalogue, searched", "/catalogue/?search=feedback"
    yield "a micro-credential", "/catalogue/wait-time-and-uptake/"
    yield "API list of micro-credentials", "/api/catalogue/microcredentials?limit=20"
    yield "my learning", "/learning/"
    yield "my evidence", "/evidence/"
    yield "a draft of evidence", found(r'"(/evidence/[0-9a-f-]{36}/)"', browser.get("/evidence/"))
    yield "a tracker", found(r'"(/review/tracker/[0-9a-f-]{36}/)"', browser.get("/learning/"))
    yield "my portfolio", "/sharing/"
    badge = found(r'"/sharing/awards/([0-9a-f-]{36})/"', browser.get("/sharing/"))
    yield "an award of mine", f"/sharing/awards/{badge}/"
    yield "the verify page", "/sharing/verify/"


def row(*cells: object) -> None:
    """Print a line of a table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def bench_pages(served: Served, browser: Browser, times: int) -> None:
    """Print CPU milliseconds, queries and size of each page; CPU is the median of three rounds."""
    row("page", "CPU ms", "queries", "kB")
    row("---", "---:", "---:", "---:")
    for name, path in list(pages(browser)):
        rounds = [cost(served, browser, path, times) for _ in range(3)]
        whole = len(browser.ask("GET", path).data) / 1000
        milliseconds = statistics.median(rounds) * 1000
        row(name, f"{milliseconds:.1f}", queries_of(path), f"{whole:.0f}")


def cost(served: Served, browser: Browser, path: str, times: int) -> float:
    """Give CPU seconds that one request for this page costs the server."""
    before = served.cpu()
    for _ in range(times):
        browser.ask("GET", path)
    return (served.cpu() - before) / times


def queries_of(path: str) -> int:
    """Count the queries of a page, asked for by Amina in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.force_login(amina(), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def amina() -> Any:
    """Find the demo's teacher."""
    from lapel.journey.people.models import Person

    return Person.objects.get(email="amina@lapel.example")


def bench_verify_page(served: Served, browser: Browser, times: int = 10) -> None:
    """Print what a badge costs on the verify page, end to end: page, child process, answer."""
    badge = found(r'"/sharing/awards/([0-9a-f-]{36})/"', browser.get("/sharing/"))
    reply = browser.ask("GET", f"/id/award/{badge}", {"Accept": "application/json"})
    token = found(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/sharing/verify/"))
    fields = {
        "csrfmiddlewaretoken": token,
        "file": ("badge.json", reply.data, "application/json"),
    }
    began, before = time.monotonic(), served.spent()
    for _ in range(times):
        answer = browser.ask("POST", "/sharing/verify/", fields=fields)
        if answer.status != 200 or b"data-kind" not in answer.data:
            raise RuntimeError(f"the verify page answered {answer.status}")
    spent, seconds = served.spent() - before, time.monotonic() - began
    print(
        f"\nverify page, a badge end to end: {spent / times * 1000:.0f} CPU ms, its child included"
        f" ({seconds / times * 1000:.0f} ms by the clock)"
    )


def bench_upload(served: Served, browser: Browser, megabytes: int) -> None:
    """Print how much the server grows while it takes a large file in."""
    from lapel.journey.files.actions import begin_upload, remove_file

    size = megabytes * MEGABYTE
    file = begin_upload(person=amina(), organisation=None, name="bench.mp4", size=size)
    web = max(served.tree(), key=lambda each: each.memory_info().rss)
    before, most, began = web.memory_info().rss, 0, time.monotonic()
    headers = {
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "X-CSRFToken": browser.cookies["csrftoken"],
    }
    spent = served.cpu()
    # One byte short of whole, so that the file is not typed and rebuilt as well.
    for offset in range(0, size - 1, CHUNK):
        body = bytes(min(CHUNK, size - 1 - offset))
        sent = headers | {"Upload-Offset": str(offset)}
        reply = browser.ask("PATCH", f"/files/uploads/{file.pk}/", headers=sent, body=body)
        if reply.status != 204:
            raise RuntimeError(f"the upload answered {reply.status}")
        most = max(most, web.memory_info().rss)
    seconds = time.monotonic() - began
    remove_file(person=amina(), file_id=file.pk)
    print(
        f"\nupload of {megabytes} MB: the web process grew by {(most - before) / MEGABYTE:.0f} MB"
    )
    print(f"({served.cpu() - spent:.1f} CPU s in {seconds:.0f} s)")


def main() -> None:
    """Run every measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40, help="requests per page and round")
    parser.add_argument("--upload", type=int, default=2000, help="megabytes to upload")
    options = parser.parse_args()
    os.environ["LAPEL_HOME"] = str(HOME)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    served = bench_starts()
    try:
        import django

        django.setup()
        browser = Browser(served.base)
        browser.sign_in(str(amina().pk))
        for _name, path in pages(browser):
            browser.get(path)
        time.sleep(5)
        print(f"\nmemory, idle after the tour: {served.memory():.0f} MB (PSS, all processes)\n")
        bench_pages(served, browser, options.times)
        bench_verify_page(served, browser)
        bench_upload(served, browser, options.upload)
    finally:
        served.stop()


if __name__ == "__main__":
    main()
