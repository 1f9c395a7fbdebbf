"""A key that signs in a child process, for pages and doors where somebody waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.refusal import Refusal
from lapel.ports.keys import KeysError
from lapel.ports.keys.apart import sign_apart

if TYPE_CHECKING:
    from lapel.journey.issuing.models import IssuerKey


@dataclass(frozen=True)
class SignerApart:
    """A key that signs for its issuer, as `lapel.domain.badges.proof.Signer` asks for it.

    The keyring is opened in a child (see `keyring`), so that the process which serves pages
    neither pays for that nor keeps its key.
    """

    key: IssuerKey

    @property
    def verification_method(self) -> str:
        """The DID URL under which the key stands in its issuer's document."""
        return self.key.verification_method

    def sign(self, data: bytes) -> bytes:
        """Sign with the private half, which stays in the keyring; never with a stolen one."""
        if self.key.disowned_at:
            raise Refusal(_("A key that was disowned signs nothing."))
        try:
            return sign_apart(
                settings.KEYS_URL, secret=settings.KEYS_SECRET, key_id=self.key.key_id, data=data
            )
        except KeysError as error:
            raise Refusal(_("The key could not sign just now; try again in a minute.")) from error
