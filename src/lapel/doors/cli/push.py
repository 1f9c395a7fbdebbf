"""`lapel push`: tend the key that notifications are signed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `push` takes."""
    parser.add_argument(
        "--new-key",
        action="store_true",
        required=True,
        help="make another key; what was let in under the former one ends",
    )


def run(_options: argparse.Namespace) -> int:
    """Make another key, and say how many devices have to be let in anew."""
    import django

    django.setup()
    from lapel.journey.messaging.actions import renew_push_key

    ended = renew_push_key()
    print(f"Made another key. Devices that have to be let in anew: {ended}.")
    return 0
