"""What a node says of a transaction, as a resolver brings it to a verification."""

import json
import re
from datetime import UTC, datetime

from lapel.domain.badges.trust import Origin, Resolved, UnavailableError
from lapel.ports.chain import Chain, ChainError

ADDRESS = re.compile(r"blink:eth:[a-z0-9]+:([0-9a-f]{64})")


def told(chain: Chain, address: str) -> Resolved:
    """Bring the transaction at blink:eth:<network>:<id>; UnavailableError where there is none."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise UnavailableError("{address} names no transaction.", address=address)
    try:
        stands = chain.transaction(bytes.fromhex(found[1]))
    except ChainError as error:
        raise UnavailableError(error.said) from error
    if stands is None:
        raise UnavailableError("The chain's node knows no such transaction, or not yet.")
    facts = {
        "chain": stands.chain,
        "from": stands.sender,
        "input": "0x" + stands.data.hex(),
        "block": stands.block,
        "time": datetime.fromtimestamp(stands.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return Resolved(json.dumps(facts).encode(), Origin.SOURCE)
