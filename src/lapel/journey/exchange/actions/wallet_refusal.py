"""How the room says no to a wallet, in the words of OpenID4VCI."""

from __future__ import annotations


class WalletRefusal(Exception):  # noqa: N818 (a refusal is an answer, not an error of the program)
    """A wallet is refused; `code` is the protocol's own word, the message for its makers.

    Codes: RFC 6749 §5.2, RFC 6750 §3.1, OpenID4VCI 1.0 §8.3.1.2 and §11.3.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
