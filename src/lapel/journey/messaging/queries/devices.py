"""A person's devices, how they are called, and the key that the instance signs with."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing

from lapel.journey.messaging.models import PushDevice, PushKey
from lapel.journey.messaging.queries.webhooks import sealing_key
from lapel.ports import push
from lapel.ports.keys.sealing import unseal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

MOST = 10
COOKIE = "lapel_device"
# As long as browsers keep a cookie at all.
COOKIE_SECONDS = 400 * 24 * 3600
_SALT = "lapel.device"
BINDING = b"lapel push key"
# What a browser says of itself, the special before what it is made of: the last word is Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def devices_of(person: Person) -> QuerySet[PushDevice]:
    """Give the devices that notifications come to, the newest first."""
    return PushDevice.objects.filter(person=person).order_by("-let_in_at", "-pk")


def device_names(user_agent: str) -> tuple[str, str]:
    """Give browser and system as people call them, each "" where it is none that is known."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return browser, system


def mark_of(device: PushDevice) -> str:
    """Give what the device's own browser keeps as a cookie, so that it is known again."""
    return signing.dumps(str(device.pk), salt=_SALT)


def marked(mark: str) -> UUID | None:
    """Give which device a cookie names; None for one that is not ours."""
    try:
        return UUID(signing.loads(mark, salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None


def push_key() -> PushKey | None:
    """Give the instance's key; None while nobody has let a device in yet."""
    return PushKey.objects.first()


def opened(key: PushKey) -> bytes:
    """Open a key's private half: 32 bytes; WrongSecretError under another LAPEL_KEYS_SECRET."""
    return unseal(sealing_key(BINDING), bytes(key.sealed), bound_to=bytes(key.public))


def push_contact() -> str:
    """Give whom a push service may write to about us (RFC 8292, section 2.1)."""
    named = push.contact_in(settings.PUSH_URL)
    if named or settings.BASE_URL.startswith("https:"):
        return named or settings.BASE_URL
    return f"mailto:{parseaddr(settings.MAIL_FROM)[1]}"


def pushes_are_on() -> bool:
    """Tell whether this instance offers notifications."""
    return push.is_on(settings.PUSH_URL)
