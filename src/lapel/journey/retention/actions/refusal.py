"""Why something is not done."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer here
    """Said in one sentence to whoever asked."""
