"""The files people bring: resumable intake, typing by content, derivatives, short-lived links."""
