"""What a visitor asks the shelves for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.queries import Filters

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST = 200


def filters_from(asked: QueryDict) -> Filters:
    """Read the filters from an address; unknown names are passed over, long values cut."""
    known = {name: asked.get(name, "")[:LONGEST].strip() for name in Filters.__dataclass_fields__}
    return Filters(**known)
