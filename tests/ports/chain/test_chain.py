"""The chain: off by default, and a node that misbehaves; real ones are asked in tests/peers."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from lapel.domain.badges.trust import UnavailableError
from lapel.ports.chain import ChainError, from_url
from lapel.ports.chain.told import told
from peers.nodes import SEPOLIA, WRITER

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"  # of that key, as anvil prints it
ID = bytes(32)
NAME = f"blink:eth:sepolia:{ID.hex()}"


class Node(ThreadingHTTPServer):
    """Answers each method with what a test put there; an error where that is an exception."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, list[Any]]] = []
        self.results: dict[str, Any] = {
            "eth_chainId": hex(SEPOLIA),
            "eth_maxPriorityFeePerGas": "0x1",
            "eth_getBlockByNumber": {"baseFeePerGas": "0x7", "timestamp": "0x65"},
            "eth_getTransactionCount": "0x0",
            "eth_estimateGas": "0x5300",
            "eth_blockNumber": "0x9",
            "eth_getTransactionReceipt": {"blockNumber": "0x8", "status": "0x1"},
            "eth_getTransactionByHash": {"from": ADDRESS, "input": "0xab"},
        }
        self.body: bytes | None = None

    @property
    def url(self) -> str:
        return f"evm+http://127.0.0.1:{self.server_address[1]}/key-in-the-path"


class _Handler(BaseHTTPRequestHandler):
    server: Node

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((asked["method"], asked["params"]))
        result = self.server.results.get(asked["method"])
        said = {"error": {"message": str(result)}} if isinstance(result, Exception) else None
        body = self.server.body
        body = json.dumps(said or {"result": result}).encode() if body is None else body
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def node() -> Iterator[Node]:
    with Node() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_without_a_chain_everything_says_so() -> None:
    """The default: nothing is written and nothing is asked."""
    chain = from_url("off:")
    assert not chain.is_on
    for attempt in (
        chain.writer,
        lambda: chain.signed(b""),
        lambda: chain.send(b""),
        lambda: chain.transaction(ID),
    ):
        with pytest.raises(ChainError, match="LAPEL_CHAIN_URL"):
            attempt()
    with pytest.raises(UnavailableError, match="so none was asked"):
        told(chain, NAME)


@pytest.mark.parametrize(
    "url", ["", "off:now", "https://node", "evm+http:///x", "evm+https://x?key=1", "evm+ftp://x",
            "evm+https://x?confirmations=few"],
)  # fmt: skip
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """One sentence names what would be right."""
    with pytest.raises(ValueError, match="The chain must be off: or evm"):
        from_url(url)


def test_the_writer_is_the_one_whose_key_it_is(node: Node) -> None:
    """Address and chain as others compute them."""
    writer = from_url(node.url, secret=f"0x{WRITER}").writer()
    assert (writer.chain, writer.address) == (SEPOLIA, ADDRESS)
    assert writer.multikey.startswith("zQ3s")


def test_a_signed_transaction_goes_from_the_writer_to_itself_and_carries_the_data(
    node: Node,
) -> None:
    """Read again by eth-account's own decoder of typed transactions (EIP-1559)."""
    deepest = sys.getrecursionlimit()
    signed = from_url(node.url, secret=WRITER).signed(b"\xab" * 32)
    assert sys.getrecursionlimit() == deepest  # py_ecc, which comes with it, raises it
    from eth_account import Account
    from eth_account.typed_transactions import TypedTransaction
    from hexbytes import HexBytes

    found = TypedTransaction.from_bytes(HexBytes(signed.raw)).as_dict()
    assert "0x" + found["to"].hex().removeprefix("0x") == ADDRESS
    assert (bytes(found["data"]), found["value"]) == (b"\xab" * 32, 0)
    assert (found["maxFeePerGas"], found["maxPriorityFeePerGas"]) == (15, 1)
    assert (found["gas"], found["chainId"], found["nonce"]) == (0x5300, SEPOLIA, 0)
    assert Account.recover_transaction(signed.raw).lower() == ADDRESS
    assert "eth_sendRawTransaction" not in {method for method, _ in node.asked}


@pytest.mark.parametrize("answer", ["already known", "nonce too low"])
def test_sending_twice_does_no_harm(node: Node, answer: str) -> None:
    """A node that has it already is content, and so are we."""
    node.results["eth_sendRawTransaction"] = RuntimeError(answer)
    from_url(node.url, secret=WRITER).send(b"\x02")
    assert node.asked == [("eth_sendRawTransaction", ["0x02"])]


def test_a_refusal_is_told_in_the_nodes_words_without_its_address(node: Node) -> None:
    """The path may hold a password of the operator's."""
    node.results["eth_sendRawTransaction"] = RuntimeError("insufficient funds")
    chain = from_url(node.url, secret=WRITER)
    with pytest.raises(ChainError, match="refused: insufficient funds") as said:
        chain.send(b"\x02")
    assert "key-in-the-path" not in f"{said.value}{chain!r}"
    assert WRITER not in repr(chain)


def test_a_transaction_is_there_when_it_is_deep_enough(node: Node) -> None:
    """Block 8 of 9 is two blocks deep."""
    found = from_url(node.url).transaction(ID)
    assert found is not None
    assert (found.chain, found.sender, found.data) == (SEPOLIA, ADDRESS, b"\xab")
    assert (found.block, found.time) == (8, 101)
    assert from_url(f"{node.url}?confirmations=2").transaction(ID) is not None
    assert from_url(f"{node.url}?confirmations=3").transaction(ID) is None
    node.results["eth_getTransactionReceipt"] = None
    assert from_url(node.url).transaction(ID) is None


def test_a_transaction_that_failed_is_none_at_all(node: Node) -> None:
    """It stands in a block and did nothing."""
    node.results["eth_getTransactionReceipt"]["status"] = "0x0"
    with pytest.raises(ChainError, match="failed on the chain"):
        from_url(node.url).transaction(ID)


def test_what_a_node_tells_is_what_a_resolver_brings(node: Node) -> None:
    """As `anchored` in the domain reads it."""
    brought = json.loads(told(from_url(node.url), NAME).body)
    assert brought == {
        "chain": SEPOLIA,
        "from": ADDRESS,
        "input": "0xab",
        "block": 8,
        "time": "1970-01-01T00:01:41Z",
    }


def test_a_transaction_that_is_not_there_or_no_address_is_unavailable(node: Node) -> None:
    """Each with its sentence."""
    node.results["eth_getTransactionReceipt"] = None
    with pytest.raises(UnavailableError, match="no such transaction, or not yet"):
        told(from_url(node.url), NAME)
    with pytest.raises(UnavailableError, match="names no transaction"):
        told(from_url(node.url), "blink:btc:mainnet:00")


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"{}", b"\xff", b" " * 2_000_000])
def test_a_node_that_answers_nonsense_is_an_error_in_words(node: Node, body: bytes) -> None:
    """And one that answers without an end is cut off."""
    node.body = body
    with pytest.raises(ChainError, match="node"):
        from_url(node.url).transaction(ID)


@pytest.mark.parametrize(
    ("method", "result"),
    [
        ("eth_chainId", "many"),
        ("eth_chainId", None),
        ("eth_getBlockByNumber", {"timestamp": "0x1"}),
        ("eth_getBlockByNumber", None),
    ],
)
def test_what_cannot_be_read_stops_a_signature(node: Node, method: str, result: Any) -> None:
    """No fee is guessed."""
    node.results[method] = result
    with pytest.raises(ChainError, match=r"cannot be read|names no base fee"):
        from_url(node.url, secret=WRITER).signed(b"")


@pytest.mark.parametrize(
    ("method", "result"),
    [
        ("eth_getTransactionByHash", None),
        ("eth_getTransactionByHash", {"from": ADDRESS, "input": 5}),
        ("eth_getTransactionReceipt", {}),
        ("eth_getTransactionReceipt", [1]),
    ],
)
def test_a_transaction_that_cannot_be_read_is_an_error(
    node: Node, method: str, result: Any
) -> None:
    """Rather than one with parts made up."""
    node.results[method] = result
    with pytest.raises(ChainError, match="cannot be read"):
        from_url(node.url).transaction(ID)


def test_a_node_that_is_not_there_is_an_error_in_words() -> None:
    """Port 9 of this machine answers nobody."""
    with pytest.raises(ChainError, match="does not answer"):
        from_url("evm+http://127.0.0.1:9/").transaction(ID)


def test_a_key_that_is_none_is_refused_without_telling_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too short, missing where it is needed, and without the package that signs."""
    with pytest.raises(ChainError, match="LAPEL_CHAIN_KEY") as said:
        from_url("evm+https://node.example/", secret="abc123")
    assert "abc123" not in str(said.value)
    with pytest.raises(ChainError, match="no key to write with"):
        from_url("evm+https://node.example/").writer()
    monkeypatch.setattr("lapel.ports.chain.evm.find_spec", lambda _: None)
    with pytest.raises(ChainError, match="eth-account"):
        from_url("evm+https://node.example/", secret=WRITER)
