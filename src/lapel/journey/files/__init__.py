"""The files people bring: resumable intake, typing by content, rebuilt derivatives, short-lived links."""
