"""What happened: the event outbox, the audit chain, replies given once, and the clock.

The way of an event: an action writes its rows and calls `actions.announce` inside one
transaction; `announce` writes the event and one delivery per receiver; after the commit the
embedded runner (or Celery, at scale) claims each delivery under a lease, runs the receiver and
acknowledges. A light receiver's own writes and its acknowledgement commit together; a heavy one
works outside a transaction in a child process and must bear being run twice.
"""
