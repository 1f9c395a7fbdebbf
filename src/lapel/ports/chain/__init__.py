"""A chain on which a hash is written for good, and from which it is read."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from lapel.domain.badges.errors import SaidError


class ChainError(SaidError):
    """The chain could not be asked or did not take something, said in one sentence."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the chain's number, the address (0x…), the public key as a Multikey."""

    chain: int
    address: str
    multikey: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A transaction that is signed and not sent: its id, 32 bytes, and what is sent."""

    id: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transaction that stands in a block: on which chain, by whom, what it carries, since when.

    `time` is the block's, in seconds since 1970.
    """

    chain: int
    sender: str
    data: bytes
    block: int
    time: int


class Chain(Protocol):
    """Writes small data on a chain; each method may raise ChainError."""

    is_on: bool

    def writer(self) -> Writer:
        """Give whose key signs what is written here."""
        ...

    def signed(self, data: bytes) -> Signed:
        """Sign a transaction to the writer itself that carries the data; nothing is sent."""
        ...

    def send(self, raw: bytes) -> None:
        """Send a signed transaction; again, if need be: the same one is never taken twice."""
        ...

    def transaction(self, transaction_id: bytes) -> Transaction | None:
        """Give a transaction that stands in a block, deep enough; None while it does not."""
        ...


def from_url(url: str, *, secret: str = "") -> Chain:
    """Open `off:`, or `evm+https://host/path[?confirmations=1]`: a node's JSON-RPC.

    `secret` is the private key that writes, 32 bytes in hexadecimal; reading needs none.
    ValueError says what an address may be.
    """
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme == "off" and not url.removeprefix("off:"):
        from lapel.ports.chain.off import NoChain

        return NoChain()
    known = not options.keys() - {"confirmations"} and all(map(str.isdigit, options.values()))
    if parts.scheme in {"evm+http", "evm+https"} and parts.hostname and known:
        from lapel.ports.chain.evm import EvmChain

        node = parts._replace(scheme=parts.scheme.removeprefix("evm+"), query="").geturl()
        return EvmChain(node, secret=secret, confirmations=int(options.get("confirmations", 1)))
    raise ValueError(
        "The chain must be off: or evm+https://host/path[?confirmations=1], a node's JSON-RPC."
    )
