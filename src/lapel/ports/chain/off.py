"""No chain: what is asked of it says so."""

from typing import NoReturn

from lapel.ports.chain import ChainError, Signed, Transaction, Writer


class NoChain:
    """Writes and reads nothing."""

    is_on = False

    def writer(self) -> Writer:
        """Refuse."""
        _refuse()

    def signed(self, data: bytes) -> Signed:  # noqa: ARG002 (the port's signature)
        """Refuse."""
        _refuse()

    def send(self, raw: bytes) -> None:  # noqa: ARG002 (the port's signature)
        """Refuse."""
        _refuse()

    def transaction(self, transaction_id: bytes) -> Transaction | None:  # noqa: ARG002 (the port's signature)
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise ChainError("No chain is set (LAPEL_CHAIN_URL), so none was asked.")
