"""No notifications: what is asked of it says so."""

from typing import ClassVar, NoReturn

from lapel.ports.push import Device, PushError


class NoPush:
    """Sends nothing."""

    is_on: ClassVar[bool] = False

    def send(self, device: Device, words: bytes, *, lasts: int, topic: str) -> NoReturn:  # noqa: ARG002 (the port's signature)
        """Refuse."""
        raise PushError("Notifications are switched off here (LAPEL_PUSH_URL).")
