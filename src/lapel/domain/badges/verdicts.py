"""What verification returns: named steps, one outcome, one headline."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(StrEnum):
    """How one step ended."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    ENDED = "ended"  # genuine, but no longer in force
    UNKNOWN = "unknown"  # could not be checked
    NONE = "none"  # the badge has nothing to check here


class Outcome(Enum):
    """What it comes to, with the exit code of `lapel verify`."""

    VALID = ("valid", 0)
    NOT_VALID = ("not-valid", 1)
    UNREADABLE = ("unreadable", 2)
    NOT_CONFIRMED = ("not-confirmed", 3)
    ENDED = ("ended", 4)

    @property
    def code(self) -> str:
        """A stable word for the outcome."""
        return self.value[0]

    @property
    def exit_code(self) -> int:
        """The exit code of the command line."""
        return self.value[1]


@dataclass(frozen=True)
class Step:
    """One named check: `code` is stable (such as `status.revoked`), `detail` its values."""

    id: str
    verdict: Verdict
    code: str
    sentence: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The whole answer. `issuer` is the DID; `confirmed_name` only what an anchor vouches for."""

    outcome: Outcome
    headline: str
    steps: tuple[Step, ...] = ()
    issuer: str = ""
    confirmed_name: str = ""
    status_as_of: str = ""

    @property
    def exit_code(self) -> int:
        """The exit code of `lapel verify`."""
        return self.outcome.exit_code

    def step(self, id_: str) -> Step:
        """Return the step with this id; raises KeyError."""
        for step in self.steps:
            if step.id == id_:
                return step
        raise KeyError(id_)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as JSON values, as `lapel verify --json` prints it."""
        return {
            "outcome": self.outcome.code,
            "exitCode": self.exit_code,
            "headline": self.headline,
            "issuer": self.issuer,
            "confirmedName": self.confirmed_name,
            "statusAsOf": self.status_as_of,
            "steps": [
                {
                    "id": step.id,
                    "verdict": step.verdict.value,
                    "code": step.code,
                    "sentence": step.sentence,
                    "detail": dict(step.detail),
                }
                for step in self.steps
            ],
        }
