"""Any EVM node by its JSON-RPC (Ethereum Execution API): one transaction of EIP-1559 a root."""

from __future__ import annotations

import json
import re
import sys
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import urllib3
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapel.domain.badges.anchoring import address_of, chain_multikey
from lapel.ports.chain import ChainError, Signed, Transaction, Writer

_SECRET = re.compile(r"(0x)?[0-9a-fA-F]{64}")
_SECONDS = 15.0
_MOST = 1_000_000  # bytes of an answer
# A transaction that the node has already, or had: sending it again did no harm.
_KNOWN = re.compile(
    r"already known|already imported|known transaction|nonce too low", re.IGNORECASE
)


class EvmChain:
    """Asks one node, which the operator chose; keeps the writer's key in memory alone."""

    is_on = True

    def __init__(self, node: str, *, secret: str, confirmations: int) -> None:
        if secret and not _SECRET.fullmatch(secret):
            raise ChainError("The chain's key (LAPEL_CHAIN_KEY) is 32 bytes in hexadecimal.")
        if secret and find_spec("eth_account") is None:
            raise ChainError("Writing on a chain needs the package eth-account; please install it.")
        self._node, self._secret, self._confirmations = node, secret, confirmations
        self._pool = urllib3.PoolManager(retries=False, timeout=_SECONDS)

    def __repr__(self) -> str:
        return f"EvmChain({urlsplit(self._node).hostname!r})"  # a path may hold a password

    def writer(self) -> Writer:
        """Give the key's address and Multikey, and the number of the node's chain."""
        multikey = chain_multikey(self._public())
        return Writer(self._number("eth_chainId"), address_of(multikey), multikey)

    def signed(self, data: bytes) -> Signed:
        """Sign a transaction to ourselves that carries the data, of no value."""
        account = _accounts()
        who = self.writer()
        call = {"from": who.address, "to": who.address, "data": "0x" + data.hex()}
        tip, base = self._number("eth_maxPriorityFeePerGas"), self._base_fee()
        order = {
            "type": 2,
            "chainId": who.chain,
            "nonce": self._number("eth_getTransactionCount", who.address, "pending"),
            "to": account.from_key(self._secret).address,
            "value": 0,
            "gas": self._number("eth_estimateGas", call),
            "maxPriorityFeePerGas": tip,
            "maxFeePerGas": 2 * base + tip,  # holds for six full blocks on end
            "data": data,
        }
        made = account.sign_transaction(order, self._secret)
        return Signed(bytes(made.hash), bytes(made.raw_transaction))

    def send(self, raw: bytes) -> None:
        """Send; a node that has it already is content."""
        try:
            self._ask("eth_sendRawTransaction", "0x" + raw.hex())
        except ChainError as error:
            if not _KNOWN.search(str(error)):
                raise

    def transaction(self, transaction_id: bytes) -> Transaction | None:
        """Give a transaction that succeeded and lies as deep as asked for."""
        name = "0x" + transaction_id.hex()
        receipt = self._ask("eth_getTransactionReceipt", name)
        if receipt is None:
            return None
        found = self._ask("eth_getTransactionByHash", name)
        try:
            block = int(receipt["blockNumber"], 16)
            if self._number("eth_blockNumber") - block + 1 < self._confirmations:
                return None
            if int(receipt["status"], 16) != 1:
                raise ChainError("The transaction failed on the chain.")
            held = self._block(receipt["blockNumber"])
            return Transaction(
                chain=self._number("eth_chainId"),
                sender=str(found["from"]).lower(),
                data=bytes.fromhex(found["input"].removeprefix("0x")),
                block=block,
                time=int(held["timestamp"], 16),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ChainError("The chain's node answered something that cannot be read.") from None

    def _public(self) -> bytes:
        if not self._secret:
            raise ChainError("There is no key to write with on the chain (LAPEL_CHAIN_KEY).")
        private = ec.derive_private_key(int(self._secret, 16), ec.SECP256K1())
        return private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def _block(self, name: str) -> Any:
        without_its_transactions = [name, False]
        return self._ask("eth_getBlockByNumber", *without_its_transactions)

    def _base_fee(self) -> int:
        try:
            return int(self._block("latest")["baseFeePerGas"], 16)
        except (KeyError, TypeError, ValueError):
            raise ChainError("The chain's node names no base fee (EIP-1559).") from None

    def _number(self, method: str, *parameters: Any) -> int:
        try:
            return int(self._ask(method, *parameters), 16)
        except (TypeError, ValueError):
            raise ChainError("The chain's node answered something that cannot be read.") from None

    def _ask(self, method: str, *parameters: Any) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        try:
            answer = self._pool.request(
                "POST",
                self._node,
                body=json.dumps(body),
                headers={"content-type": "application/json"},
                redirect=False,
                preload_content=False,
            )
            told = json.loads(answer.read(_MOST, decode_content=True))
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, ValueError):
            raise ChainError("The chain's node does not answer.") from None
        if not isinstance(told, dict) or ("result" not in told and "error" not in told):
            raise ChainError("The chain's node answered something that cannot be read.")
        if told.get("error"):
            why = told["error"].get("message") if isinstance(told["error"], dict) else ""
            raise ChainError("The chain's node refused: {why}", why=str(why)[:200])
        return told["result"]


def _accounts() -> Any:
    """Load eth-account, and take back what one of its own packages does to the whole process.

    py_ecc lets recursion go 100,000 deep, where a stranger's nested JSON overruns the C stack.
    """
    deepest = sys.getrecursionlimit()
    try:
        from eth_account import Account
    finally:
        sys.setrecursionlimit(deepest)
    return Account
