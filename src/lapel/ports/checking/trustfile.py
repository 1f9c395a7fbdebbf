"""The trust file of an auditor: issuers and keys as a badge needs them, logs as a bundle does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.trust import NO_TRUST, Trust, read_trust
from lapel.domain.transparency.errors import PolicyError
from lapel.domain.transparency.policy import parse_policy

if TYPE_CHECKING:
    from lapel.domain.transparency.policy import Policy


@dataclass(frozen=True)
class Trusted:
    """Whom an auditor trusts: issuers with their keys, and logs with their witnesses, if named."""

    trust: Trust = NO_TRUST
    logs: Policy | None = None


NOBODY = Trusted()


def read_trusted(data: bytes) -> Trusted:
    """Return what a trust file says: that of `read_trust`, and `log`, the lines of a C2SP policy.

    Raises UnreadableError naming what is wrong.
    """
    content = strictjson.read_object(data)
    lines = content.pop("log", None)
    trust = read_trust(json.dumps(content).encode())
    return Trusted(trust, None if lines is None else _policy(lines))


def _policy(lines: Any) -> Policy:
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise UnreadableError("In a trust file “log” is a list of the lines of a policy.")
    try:
        return parse_policy("\n".join(lines) + "\n")
    except PolicyError as error:
        raise UnreadableError("In a trust file “log” is a policy. {why}", why=str(error)) from error
