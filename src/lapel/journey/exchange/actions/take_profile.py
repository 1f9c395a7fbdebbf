"""A program writes a holder's profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.exchange.actions.refused import Refused
from lapel.journey.exchange.queries import addresses_of
from lapel.journey.people.actions import change_profile

if TYPE_CHECKING:
    from lapel.journey.people.models import Person

LONGEST_NAME = 120


def take_profile(*, person: Person, given: object) -> None:
    """Take a holder's name from a whole profile (Open Badges 3.0 §6.2.5), and nothing else of it.

    A `Refused` where it is no profile, has no fit name, or names an e-mail address that she has not
    confirmed here.
    """
    if not isinstance(given, dict) or "Profile" not in _as_list(given.get("type")):
        raise Refused(_("It is not a profile: its type is Profile."))
    name = given.get("name", person.name)
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise Refused(_("A name has 1 to 120 signs."))
    if any(ord(sign) < ord(" ") for sign in name):
        raise Refused(_("A name holds no control signs."))
    email = given.get("email", person.email)
    if str(email).lower() not in {each.lower() for each in addresses_of(person)}:
        raise Refused(_("The holder changes her e-mail address herself, because she confirms it."))
    if name.strip() != person.name:
        change_profile(person=person, name=name, language=person.language)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
