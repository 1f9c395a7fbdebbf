"""Whom the verbs of `lapel log` believe: keys on the command line, or a C2SP tlog-policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lapel.domain.transparency.checkpoint import Log
from lapel.domain.transparency.errors import PolicyError
from lapel.domain.transparency.keys import parse_key
from lapel.domain.transparency.policy import Group, Policy, parse_policy

if TYPE_CHECKING:
    import argparse


def add_trust(parser: argparse.ArgumentParser) -> None:
    """Take the log's key, witnesses and their quorum, or a policy."""
    for name, said in (("--key", "a key of the log"), ("--witness", "a witness's key")):
        parser.add_argument(
            name, metavar="VKEY", action="append", default=[], help=f"{said}, as name+id+base64"
        )
    parser.add_argument("--quorum", type=int, help="how many of the witnesses; otherwise all")
    parser.add_argument("--policy", metavar="FILE", help="a C2SP tlog-policy instead of these")


def policy_of(options: argparse.Namespace) -> Policy:
    """Give the policy that the options say; PolicyError or OSError where they do not fit."""
    if options.policy:
        if options.key or options.witness or options.quorum is not None:
            raise PolicyError("Name keys and witnesses either in the policy or beside it.")
        return parse_policy(Path(options.policy).read_text(encoding="utf-8"))
    keys = [parse_key(each) for each in options.key]
    witnesses = tuple(parse_key(each) for each in options.witness)
    needed = len(witnesses) if options.quorum is None else options.quorum
    if not 0 <= needed <= len(witnesses):
        raise PolicyError("The quorum is at most the number of witnesses.")
    logs = tuple(Log(key.name, (key,)) for key in keys)
    return Policy(logs, dict.fromkeys(witnesses, ""), Group(needed, witnesses))
