"""The command `lapel`: parses the verb and hands over; each verb lives in its own file."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from importlib import import_module
from textwrap import dedent

# verb → (module, what it is for, example). A module offers `add_arguments` and `run`.
VERBS = {
    "serve": ("Serve pages and run jobs until Ctrl-C.", "lapel serve --demo --port 8000"),
    "work": (
        "Deliver jobs on this machine, where several serve one instance.",
        "lapel work --heavy 4",
    ),
    "setup": (
        "Make this a real instance: domain, first administrator, mail, keys.",
        "lapel setup --domain lapel.example.org --admin head@example.org",
    ),
    "demo": ("Load the demo, or reset it; never in a real instance.", "lapel demo --reset"),
    "issue": (
        "Award something to a whole table of people.",
        "lapel issue --achievement wait-time --recipients people.csv --by officer@example.org",
    ),
    "doctor": ("Prove each part in force by a round trip.", "lapel doctor"),
    "backup": ("Write database and files into one file.", "lapel backup lapel.backup"),
    "restore": ("Bring a backup back into an empty instance.", "lapel restore lapel.backup"),
    "verify": (
        "Verify a badge, a bundle, a folder of them, or an address.",
        "lapel verify badge.png --trust trust.json",
    ),
    "bundle": (
        "Write what proves a badge when its issuer is gone, a folder a badge.",
        "lapel bundle --all --out bundles/",
    ),
    "anchor": ("Anchor awards on a chain, if one is set.", "lapel anchor --out forms/"),
    "push": (
        "Make another key for notifications; devices are then let in anew.",
        "lapel push --new-key",
    ),
    "bake": ("Put a badge into a picture.", "lapel bake drawing.png badge.json -o badge.png"),
    "unbake": ("Take the badge out of a picture.", "lapel unbake badge.png"),
    "did": ("Show, resolve or make a DID document.", "lapel did show did.json"),
    "status": ("Say what a status list says of a badge.", "lapel status badge.png"),
    "canon": ("Print the canonical N-Quads of a document.", "lapel canon badge.json --sha384"),
    "sign": (
        "Add a proof to a document and print it.",
        "lapel sign credential.json --key key.json --proof-options options.json",
    ),
    "log": (
        "Audit an issuance log, or tend one's own.",
        "lapel log verify https://lapel.example.org/log/1 --policy policy.txt",
    ),
    "review": (
        "Measure how far assessors agree, and study the rules they work by.",
        "lapel review agreement --ratings ratings.csv",
    ),
    "mark": (
        "Say whose view a copy of evidence is from, by the mark on it.",
        'lapel mark "C-7F3KQA V-5QX2MT 2026-11-22"',
    ),
    "items": (
        "Check questions of the diagnosis, and print some to read.",
        "lapel items content/items/*.json --sample 0.1",
    ),
    "bank": (
        "Take questions of the diagnosis into the bank.",
        "lapel bank content/items/*.json --by designer@example.org --organisation riverbend",
    ),
    "measurement": (
        "Say what a bank of questions is worth, or calibrate it from answers.",
        "lapel measurement study --bank bank.csv --persons persons.csv --seed 1",
    ),
    "redaction": (
        "Measure what finds faces and names, on a labelled folder.",
        "lapel redaction evaluate --data folder",
    ),
}
# These start in a blink, need no settings, and parse their words themselves.
WITHOUT_DJANGO = frozenset(
    {
        "verify",
        "bake",
        "unbake",
        "did",
        "status",
        "canon",
        "sign",
        "log",
        "review",
        "items",
        "measurement",
        "redaction",
    }
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lapel",
        description="Micro-credentials for teachers.",
        epilog="`lapel VERB --help` explains a verb and gives an example.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, (purpose, _example) in VERBS.items():
        verbs.add_parser(verb, help=purpose, add_help=False)
    return parser


def verb_parser(verb: str) -> argparse.ArgumentParser:
    """Make the parser of one verb, with its purpose and example."""
    purpose, example = VERBS[verb]
    return argparse.ArgumentParser(
        prog=f"lapel {verb}",
        description=purpose,
        epilog=dedent(f"example:\n  {example}"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; returns its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and not words[0].startswith("-") and words[0] not in VERBS:
        print(_unknown(words[0]), file=sys.stderr)
        return 2
    verb = _parser().parse_known_args(words[:1] or ["--help"])[0].verb
    module = import_module(f"lapel.doors.cli.{verb}")
    if verb in WITHOUT_DJANGO:
        return _alone(module, words[1:])
    return _with_settings(verb, module, words[1:])


def _unknown(word: str) -> str:
    """Say that there is no such verb, and which one is nearest to it."""
    near = difflib.get_close_matches(word.lower(), VERBS, n=1, cutoff=0.5)
    meant = f" Did you mean `lapel {near[0]}`?" if near else ""
    return f"lapel has no verb “{word}”.{meant} `lapel --help` lists all of them."


def _alone(module: object, words: list[str]) -> int:
    """Run a verb that parses its own words; whoever reads its output may stop reading."""
    try:
        code: int = module.run(words)  # type: ignore[attr-defined]  # every such verb offers it
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more to flush
        return 141  # as a shell calls what SIGPIPE ended
    except KeyboardInterrupt:
        return 130
    return code


def _with_settings(verb: str, module: object, words: list[str]) -> int:
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    parser = verb_parser(verb)
    module.add_arguments(parser)  # type: ignore[attr-defined]  # every verb's module offers it
    options = parser.parse_args(words)
    try:
        code: int = module.run(options)  # type: ignore[attr-defined]  # every verb's module runs
    except ImproperlyConfigured as wrong:
        print(f"lapel cannot start: {wrong}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
