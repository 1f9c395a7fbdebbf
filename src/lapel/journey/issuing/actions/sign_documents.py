"""Sign the two documents of an award: hers, and the public one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.badges.documents import without_identifier
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.journey.issuing.actions.keyring import KeySigner
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.models import IssuerKey
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two signed texts of one award under one id: with her salted identifier, and without."""

    hers: str
    public: str

    def keep_in(self, award: Award, *changed: str) -> None:
        """Store both with their hashes, and the fields that changed with them."""
        award.document, award.public_document = self.hers, self.public
        award.document_hash, award.public_hash = _hash(self.hers), _hash(self.public)
        names = ["document", "document_hash", "public_document", "public_hash"]
        award.save(update_fields=[*names, *changed])


def sign_documents(unsigned: dict[str, Any], *, key: IssuerKey) -> Pair:
    """Sign a credential as it is, and without what says whose it is."""
    moment, signer = now(), KeySigner(key)
    hers, public = (
        write_badge(add_proof(each, signer=signer, created=moment))
        for each in (unsigned, without_identifier(unsigned))
    )
    return Pair(hers=hers, public=public)


def refuse_disowned(key: IssuerKey) -> None:
    """Throw a signature away whose key was disowned while it was made; the job is run again.

    For the transaction that keeps the signature.
    """
    # What refers to a key needs its id alone, and must not wait for this lock (PostgreSQL).
    if IssuerKey.objects.select_for_update(no_key=True).get(pk=key.pk).disowned_at is not None:
        raise Refusal(_("A key that was disowned signs nothing."))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
