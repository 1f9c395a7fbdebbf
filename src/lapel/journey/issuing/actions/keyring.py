"""The keyring of this instance, and a key in it as a signer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.refusal import Refusal
from lapel.ports.keys import Keys, from_url

if TYPE_CHECKING:
    from lapel.journey.issuing.models import IssuerKey


@cache
def _opened(url: str, secret: str) -> Keys:
    return from_url(url, secret=secret)


def keyring() -> Keys:
    """Open the keyring, once per process: stretching its secret costs 128 MB for a moment.

    Only jobs and the command line sign, so that the process which serves pages never pays it.
    """
    return _opened(settings.KEYS_URL, settings.KEYS_SECRET)


@dataclass(frozen=True)
class KeySigner:
    """A key that signs for its issuer, as `lapel.domain.badges.proof.Signer` asks for it."""

    key: IssuerKey

    @property
    def verification_method(self) -> str:
        """The DID URL under which the key stands in its issuer's document."""
        return self.key.verification_method

    def sign(self, data: bytes) -> bytes:
        """Sign with the private half, which stays in the keyring; never with a stolen one."""
        if self.key.disowned_at:
            raise Refusal(_("A key that was disowned signs nothing."))
        return keyring().sign(self.key.key_id, data)
