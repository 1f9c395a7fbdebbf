"""Words handed to the service that a device's browser named (RFC 8030)."""

import re
import time
from dataclasses import dataclass, field
from typing import ClassVar

from lapel.domain.badges.errors import SaidError
from lapel.ports.push import Device, Post, PushError
from lapel.ports.push.sealing import seal_for
from lapel.ports.push.vapid import authorization

PATIENCE = 15.0
MOST_READ = 64 * 1024
GONE = {404, 410}  # RFC 8030, §7.3
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")  # RFC 8030, §5.4


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPush:
    """Seals words for a device, signs that they are ours, and posts them the guarded way."""

    key: bytes = field(repr=False)
    post: Post
    contact: str
    is_on: ClassVar[bool] = True

    def send(self, device: Device, words: bytes, *, lasts: int, topic: str) -> None:
        """Return once the service took the words; PushError when it did not."""
        if not _TOPIC.fullmatch(topic) or lasts < 0:
            raise ValueError("A topic has 1 to 32 letters of base64url, and nothing lasts < 0 s.")
        token = authorization(
            device.endpoint, key=self.key, contact=self.contact, at=int(time.time())
        )
        headers = {
            "Authorization": token,
            "Content-Encoding": "aes128gcm",
            "TTL": str(lasts),
            "Topic": topic,
            "Urgency": "normal",
        }
        try:
            answer = self.post(
                device.endpoint,
                body=seal_for(device, words),
                content_type="application/octet-stream",
                headers=headers,
                max_bytes=MOST_READ,
                timeout=PATIENCE,
            )
        except SaidError as refusal:
            raise PushError(refusal.said) from refusal
        if not 200 <= answer.status < 300:
            raise PushError(
                "The push service answered with status {status}.",
                gone=answer.status in GONE,
                status=answer.status,
            )
