"""What those who keep webhooks are told by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.messaging.models import WebhookEndpoint


def webhook_stopped_letter(endpoint: WebhookEndpoint) -> Letter:
    """Tell a keeper that a program is told nothing any more, and what she can do."""
    return Letter(
        subject=_("A program is told nothing any more"),
        heading=_("An address for webhooks has stopped"),
        paragraphs=[
            _("%(who)s registered the address %(address)s for %(organisation)s.")
            % {
                "who": endpoint.made_by.shown_name,
                "address": endpoint.address,
                "organisation": endpoint.organisation,
            },
            _(
                "Whoever registered it knows the secret that signs what is told, and does not keep "
                "this organisation's programs any more. So it is told nothing from now on."
            ),
            _("If the program is still yours, register it anew: it gets a secret of its own."),
        ],
        button=_("Look at the programs"),
        url=address_of("messaging:webhooks"),
        why=_("You get this letter because you administer or lead this organisation."),
    )
