"""Who is told what when something happens; and the post."""

from lapel.journey.messaging.receivers import awards, letters, programs

__all__ = ["awards", "letters", "programs"]
