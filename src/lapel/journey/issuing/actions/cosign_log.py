"""Be a witness: cosign what extends the log that was cosigned last (C2SP tlog-witness)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from lapel.domain.transparency.errors import NoteError
from lapel.domain.transparency.merkle import Head
from lapel.domain.transparency.note import Signature
from lapel.domain.transparency.witness import Decision, may_cosign, parse_add_checkpoint
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.keyring import keyring
from lapel.journey.issuing.models import LogKey, WitnessedLog
from lapel.journey.issuing.queries import log_policy, verifier_key, witness_key
from lapel.journey.record.queries import now
from lapel.ports.keys.apart import sign_apart

if TYPE_CHECKING:
    from lapel.domain.transparency.checkpoint import SignedCheckpoint
    from lapel.domain.transparency.witness import AddCheckpoint


def make_witness_key() -> LogKey:
    """Give the key that this Lapel cosigns with, and make it where there is none.

    For setup and the command line: the process that serves pages opens no keyring.
    """
    found = witness_key()
    if found is not None:
        return found
    public = keyring().create("witness")
    name = f"{urlsplit(settings.BASE_URL).netloc}/log/witness"
    return LogKey.objects.create(
        name=name,
        key_id=public.id,
        public_key=public.raw.hex(),
        is_witness=True,
        made_at=now(),
    )


def cosign_log(*, body: bytes) -> Decision:
    """Decide on a request, and cosign; an answer with status 200 has the cosignature as its body.

    The new head is kept before it is signed: a crash between the two withholds a signature, and
    no older or other head is ever signed again. Status 404 also while no witness key was made.
    """
    try:
        request = parse_add_checkpoint(body)
    except NoteError as error:
        return Decision(400, str(error))
    key = witness_key()
    known = log_policy().log(request.origin)
    if key is None or known is None:
        return may_cosign(request, log=None)
    with transaction.atomic():
        decision = _decided(request)
    failpoint("issuing.witness-kept")
    if decision.checkpoint is None:
        return decision
    return Decision(200, decision.sentence, decision.checkpoint, _line(key, decision.checkpoint))


def _decided(request: AddCheckpoint) -> Decision:
    # made first, so that two who ask at once wait for each other at one row
    WitnessedLog.objects.get_or_create(origin=request.origin)
    held = WitnessedLog.objects.select_for_update().get(origin=request.origin)
    head = Head(held.size, bytes.fromhex(held.root))
    decision = may_cosign(request, log=log_policy().log(request.origin), held=head)
    if decision.checkpoint is not None:
        new = decision.checkpoint.checkpoint.head
        _keep(held, head, new)
    return decision


def _keep(held: WitnessedLog, before: Head, new: Head) -> None:
    """Keep the new head if the old one still stands; SQLite locks no row that is read."""
    same = WitnessedLog.objects.filter(pk=held.pk, size=before.size, root=before.root.hex())
    if not same.update(size=new.size, root=new.root.hex(), cosigned_at=now()):
        raise RuntimeError("Another checkpoint of this log was cosigned at this moment.")


def _line(key: LogKey, signed: SignedCheckpoint) -> str:
    verifier, at = verifier_key(key), int(now().timestamp())
    text = signed.note.text
    raw = sign_apart(
        settings.KEYS_URL,
        secret=settings.KEYS_SECRET,
        key_id=key.key_id,
        data=verifier.message(text, at=at),
    )
    return Signature(verifier.name, verifier.id, at.to_bytes(8) + raw).line()
