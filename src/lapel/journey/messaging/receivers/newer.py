"""Letters about newer versions."""

from __future__ import annotations

from lapel.journey.catalogue.events import VersionPublished
from lapel.journey.messaging.actions import owe_news_of_version, tell_of_newer
from lapel.journey.messaging.events import NewerVersion
from lapel.journey.record.events import receives


@receives(VersionPublished)
def owe_news(event: VersionPublished) -> None:
    """Have holders of older versions told, once it has stood for a day."""
    owe_news_of_version(version_id=event.version_id)


@receives(NewerVersion)
def say_there_is_a_newer_version(event: NewerVersion) -> None:
    """Tell some holders what a newer version asks of them."""
    tell_of_newer(version_id=event.version_id, after=event.after)
