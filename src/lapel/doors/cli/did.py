"""`lapel did`: DID documents shown, resolved, and made from key files, without Django."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import did as names
from lapel.domain.badges import strictjson
from lapel.domain.badges.checks import as_list
from lapel.domain.badges.errors import IdentifierError, UnreadableError
from lapel.domain.badges.keys import PublicKey, public_key, public_key_of_jwk
from lapel.domain.badges.trust import UnavailableError
from lapel.doors.cli.lowlevel import Parser, answer, printable, read_file, write
from lapel.doors.cli.sign import read_key
from lapel.doors.cli.ways import take_ways, way_out

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_EXPLANATION = """\
  show FILE|DID     says in words whose document it is, which keys it lists, and what each may do
  resolve DID       prints the document: of did:key as it follows from the name, of did:web as its
                    own domain serves it (no redirects)
  make --key FILE   prints the document of a key: did:key, or with --web that of HOST/PATH, which
                    has to be served where `show` says

A key is a JSON file (Multikey or JWK, private or public) or a PEM file. Of a private key only the
public half is ever printed. --retired names a key that may no longer sign but whose badges stay
good: a file, or the Multikey text itself.

exit codes:
  0  printed
  2  unreadable, or not to be had

examples:
  lapel did show did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2
  lapel did resolve did:web:lapel.example.org:id:issuer:1 > did.json
  lapel did make --key key.json --web lapel.example.org/id/issuer/1 --retired old.json
"""
_RIGHTS = {"assertionMethod": "signs badges", "authentication": "shows who it is"}


def run(argv: Sequence[str]) -> int:
    """Print the document that `argv` names or makes."""
    parser = Parser("did", "Show, resolve or make a DID document.", _EXPLANATION)
    parser.add_argument("verb", choices=["show", "resolve", "make"])
    parser.add_argument("name", nargs="?", metavar="FILE|DID", help="for show and resolve")
    parser.add_argument("--key", metavar="FILE", help="for make: the key that signs")
    parser.add_argument("--web", metavar="HOST/PATH", help="for make: did:web instead of did:key")
    parser.add_argument(
        "--retired", metavar="FILE|KEY", action="append", default=[], help="for make: an older key"
    )
    parser.add_argument("--json", action="store_true", help="for show: as JSON")
    take_ways(parser)
    options = parser.parse_args(argv)
    _check_use(parser, options)
    verbs = {"show": _show, "resolve": _resolve, "make": _make}
    return answer("did", lambda: verbs[options.verb](options))


def _check_use(parser: Parser, options: argparse.Namespace) -> None:
    if (options.verb == "make") != bool(options.key) or (options.verb == "make") == bool(
        options.name
    ):
        parser.error("`make` takes --key; `show` and `resolve` take a DID or a file.")
    if options.retired and not options.web:
        parser.error("A did:key is one key, so nothing retires under it: name --web.")


def _show(options: argparse.Namespace) -> None:
    document = _document(options)
    name = str(document.get("id", ""))
    place = names.web_address(name) if name.startswith("did:web:") else ""
    keys = _keys(document)
    if options.json:
        _print({"id": name, "servedAt": place, "keys": keys})
        return
    lines = [name or "No id", *([f"  {'served at':<18}{place}"] if place else [])]
    lines += [_line(key) for key in keys]
    write("".join(printable(line) + "\n" for line in lines))


def _keys(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    named = [one for one in as_list(document.get("verificationMethod")) if isinstance(one, Mapping)]
    methods = dict.fromkeys(
        [str(one.get("id")) for one in named]
        + [str(one) for right in _RIGHTS for one in as_list(document.get(right))]
    )
    return [_key(document, method) for method in methods]


def _key(document: Mapping[str, Any], method: str) -> dict[str, Any]:
    """Say of one key what it is and what it may do; of one that cannot be read no kind."""
    rights = {right: names.assertion_key(document, method, relation=right) for right in _RIGHTS}
    multikey = next((key for key in rights.values() if key), "")
    try:
        kind = public_key(multikey).kind.crv if multikey else ""
    except IdentifierError:
        kind = ""
    may = [right for right, key in rights.items() if key]
    return {"id": method, "kind": kind, "multikey": multikey, "rights": may}


def _line(key: Mapping[str, Any]) -> str:
    may = ", ".join(_RIGHTS[right] for right in key["rights"]) or "may do nothing here"
    if key["multikey"] and not key["kind"]:
        may = "cannot be read"
    return f"  {key['kind'] or 'key':<18}{key['multikey'] or key['id']}  {may}"


def _resolve(options: argparse.Namespace) -> None:
    _print(_document(options))


def _document(options: argparse.Namespace) -> dict[str, Any]:
    name: str = options.name
    if name.startswith("did:key:"):
        return names.did_key_document(name)
    if not name.startswith("did:"):
        if options.verb == "resolve":
            raise IdentifierError("“{name}” is not a DID.", name=name)
        return strictjson.read_object(read_file(name))
    try:
        document = strictjson.read_object(way_out(options)(names.web_address(name)).body)
    except UnavailableError as error:
        raise UnreadableError(error.said) from error
    if document.get("id") != name:
        raise IdentifierError("The document at the address of {name} is another's.", name=name)
    return document


def _make(options: argparse.Namespace) -> None:
    key = _public(options.key)
    if options.web is None:
        _print(names.did_document(names.did_key(key.multikey), [names.Key(key.multikey)]))
        return
    host, *path = options.web.removeprefix("https://").rstrip("/").split("/")
    retired = [names.Key(_public(each).multikey, active=False) for each in options.retired]
    name = names.did_web(host, *path)
    names.web_address(name)  # raises where no such address can be
    _print(names.did_document(name, [*retired, names.Key(key.multikey)]))


def _public(name: str) -> PublicKey:
    """Return the public key in a file, or the one that a Multikey text spells."""
    if name.startswith(("z6Mk", "zDna", "z82L")):
        return public_key(name)
    data = read_file(name)
    if not data.lstrip().startswith(b"{"):
        return read_key(data).public
    written = strictjson.read_object(data)
    if "secretKeyMultibase" in written or "privateKeyMultibase" in written or "d" in written:
        return read_key(data).public
    multikey = written.get("publicKeyMultibase")
    return public_key(multikey) if isinstance(multikey, str) else public_key_of_jwk(written)


def _print(document: Mapping[str, Any]) -> None:
    write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
