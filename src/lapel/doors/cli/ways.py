"""The way out of the verbs without Django: the guarded client, or nothing at all."""

from __future__ import annotations

import argparse
from functools import partial

from lapel.domain.badges.reading import MAX_FILE
from lapel.domain.badges.trust import Resolve, Resolved, UnavailableError, offline

MOST_KEPT = 64
LARGEST_KEPT = 1024 * 1024


def take_ways(parser: argparse.ArgumentParser) -> None:
    """Let the caller say whether and from where anything may be fetched."""
    parser.add_argument("--offline", action="store_true", help="fetch nothing at all")
    parser.add_argument(
        "--allow-local",
        action="store_true",
        help="also fetch over http and from private addresses: for trying Lapel out",
    )


def way_out(options: argparse.Namespace) -> Resolve:
    """Return what brings documents, as the options of `take_ways` say."""
    if options.offline:
        return offline

    def fetch_guarded(address: str, /) -> Resolved:
        if address.startswith("blink:"):
            return _transaction(address, node=getattr(options, "chain", "off:"))
        return _fetch(address, local=options.allow_local)

    return fetch_guarded


def take_chain(parser: argparse.ArgumentParser) -> None:
    """Let the caller name the node that is asked about anchors."""
    parser.add_argument(
        "--chain",
        metavar="NODE",
        type=_node,
        default="off:",
        help="the node of yours that is asked for transactions: evm+https://host/path",
    )


def _node(url: str) -> str:
    from lapel.ports.chain import from_url

    try:
        from_url(url)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return url


def _transaction(address: str, *, node: str) -> Resolved:
    from lapel.ports.chain import from_url
    from lapel.ports.chain.told import told

    if node == "off:":
        raise UnavailableError("No node of the chain was named (--chain).")
    return told(from_url(node), address)


def is_address(name: str) -> bool:
    """Say whether a name on the command line is a web address."""
    return name.startswith(("https://", "http://"))


class Kept:
    """A way out that asks once for what many badges of one folder name, such as a status list."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._answers: dict[str, Resolved | UnavailableError] = {}

    def __call__(self, address: str, /) -> Resolved:
        """Return the document, or raise UnavailableError as before."""
        answer = self._answers.get(address) or self._ask(address)
        self._keep(address, answer)
        if isinstance(answer, UnavailableError):
            raise type(answer)(answer.said)  # anew: one raised again and again keeps every frame
        return answer

    def _keep(self, address: str, answer: Resolved | UnavailableError) -> None:
        """Keep what is small, and forget what was kept first: strangers name the addresses."""
        if isinstance(answer, Resolved) and len(answer.body) > LARGEST_KEPT:
            return
        self._answers[address] = answer
        if len(self._answers) > MOST_KEPT:
            self._answers.pop(next(iter(self._answers)))

    def _ask(self, address: str) -> Resolved | UnavailableError:
        try:
            return self._resolve(address)
        except UnavailableError as error:
            return error


def _fetch(address: str, *, local: bool) -> Resolved:
    from lapel.ports.fetch import fetch
    from lapel.ports.fetch.documents import document_at

    ask = partial(fetch, allow_http=local, allow_private=local)
    return document_at(address, ask=ask, max_bytes=MAX_FILE)
