"""`lapel anchor`: write the common hash of awards on a chain, and give out their anchored form."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from lapel.journey.issuing.models import Anchor, Issuer

PAUSE = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `anchor` takes."""
    parser.add_argument(
        "--wait", type=int, default=120, metavar="SECONDS", help="how long to wait for a block"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write the form of each anchored award there"
    )
    parser.add_argument(
        "--give-up",
        action="store_true",
        help="free the awards of transactions that never came to stand on the chain",
    )


def run(options: argparse.Namespace) -> int:
    """Anchor what stands on no chain yet; returns 1 where something is not written yet."""
    import django

    django.setup()
    from lapel.journey.issuing.actions import Refusal, chain
    from lapel.ports.chain import ChainError

    if not chain().is_on:
        print("lapel anchor: no chain is set (LAPEL_CHAIN_URL).", file=sys.stderr)
        return 2
    try:
        done = _give_up() if options.give_up else _anchor(time.monotonic() + options.wait)
        if options.out:
            _write_forms(options.out)
    except (ChainError, Refusal, OSError) as wrong:
        print(f"lapel anchor: {wrong}", file=sys.stderr)
        return 1
    return 0 if done else 1


def _anchor(until: float) -> bool:
    from lapel.journey.issuing.models import Issuer

    issuers = Issuer.objects.order_by("made_at")
    done = [_anchored(issuer, until) for issuer in issuers]  # one that waits holds up no other
    return all(done)


def _anchored(issuer: Issuer, until: float) -> bool:
    """Anchor batch after batch of one issuer; say so."""
    from lapel.journey.issuing.actions import anchor_awards

    while True:
        found = anchor_awards(issuer_id=issuer.pk)
        if found is None:
            print(f"{issuer.name}: nothing to anchor.")
            return True
        if found.written_at is None and time.monotonic() >= until:
            print(f"{_told(found)} sent, in no block yet: run it again.", file=sys.stderr)
            return False
        if found.written_at:
            print(f"{_told(found)} block {found.block}.")
        else:
            time.sleep(PAUSE)


def _told(anchor: Anchor) -> str:
    number = anchor.awards.count()
    return f"{anchor.issuer.name}: {number} award(s), transaction 0x{anchor.transaction},"


def _give_up() -> bool:
    from lapel.journey.issuing.actions import give_up_anchor
    from lapel.journey.issuing.models import Issuer
    from lapel.journey.issuing.queries import unfinished_anchor

    for issuer in Issuer.objects.all():
        begun = unfinished_anchor(issuer)
        if begun:
            print(f"{_told(begun)} given up.")
            give_up_anchor(anchor_id=begun.pk)
    return True


def _write_forms(folder: Path) -> None:
    from lapel.doors.cli.outputs import write_whole
    from lapel.journey.issuing.queries import anchored_document, anchored_documents

    folder.mkdir(parents=True, exist_ok=True)
    for each in anchored_documents().iterator(chunk_size=200):
        text = json.dumps(anchored_document(each), ensure_ascii=False, indent=1)
        write_whole(folder / f"{each.award_id}.json", text.encode())
