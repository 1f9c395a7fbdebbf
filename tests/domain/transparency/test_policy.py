"""Policies of logs and witnesses."""

from __future__ import annotations

import pytest

from domain.transparency.famous import (
    ARCHE_KEY,
    ARCHE_NOTE,
    ARCHE_ORIGIN,
    ARCHE_WITNESSES,
    PETER,
    SUMDB_KEY,
)
from domain.transparency.logbook import LOG, ORIGIN, WITNESSES
from lapel.domain.transparency.checkpoint import open_checkpoint
from lapel.domain.transparency.errors import PolicyError
from lapel.domain.transparency.keys import VerifierKey
from lapel.domain.transparency.policy import NOBODY, of_witnesses, parse_policy

X1, X2, X3, Y1 = ARCHE_WITNESSES
# The form of the example in C2SP tlog-policy, with real keys in its places.
EXAMPLE = f"""
log {ARCHE_KEY}

witness X1 {X1}
\twitness X2\t{X2}   https://witness.example.com/
witness X3 {X3}
group X-witnesses 2 X1 X2 X3

# a comment
witness Y1 {Y1}
group Y-witnesses any Y1

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def test_the_specifications_example_asks_for_two_and_one():
    """C2SP tlog-policy, "Example policy": two of the X and one of the Y."""
    policy = parse_policy(EXAMPLE)
    x1, x2, x3, y1 = policy.witnesses
    assert [str(each) for each in policy.witnesses] == ARCHE_WITNESSES
    assert policy.witnesses[x2] == "https://witness.example.com/"
    for signers, enough in [
        ({x1, x2, y1}, True),
        ({x2, x3, y1}, True),
        ({x1, x2, x3}, False),
        ({x1, y1}, False),
        (set(), False),
    ]:
        assert policy.quorum.satisfied_by(signers) is enough


def test_a_real_checkpoint_satisfies_a_policy_of_its_witnesses():
    """Four public witnesses cosigned it."""
    policy = parse_policy(EXAMPLE)
    log = policy.log(ARCHE_ORIGIN)
    assert log
    signed = open_checkpoint(ARCHE_NOTE.encode(), log=log, witnesses=policy.witnesses)
    assert policy.quorum.satisfied_by({each.key for each in signed.witnesses})
    assert policy.log("another") is None


def test_a_policy_may_ask_for_no_witness_or_for_one():
    """ "quorum none", and a witness as the quorum."""
    assert parse_policy("quorum none").quorum == NOBODY
    assert NOBODY.satisfied_by(set())
    policy = parse_policy(f"witness w {X1}\nquorum w\n")
    assert policy.quorum.satisfied_by(set(policy.witnesses))
    assert not policy.quorum.satisfied_by(set())


def test_k_of_n_is_written_without_a_file():
    """The plain case: one log and two of three witnesses."""
    keys = [each.key for each in WITNESSES]
    policy = of_witnesses(2, keys, log=LOG.key)
    assert policy.log(ORIGIN).keys == (LOG.key,)
    assert not policy.quorum.satisfied_by({keys[0]})
    assert policy.quorum.satisfied_by({keys[0], keys[2]})


def test_two_keys_of_one_log_are_one_log():
    """A log that rotates its key keeps its origin."""
    other = VerifierKey("PeterNeumann", WITNESSES[0].key.public_key)
    policy = parse_policy(f"log {PETER}\nlog {other}\nlog {SUMDB_KEY}\nquorum none")
    assert [str(each) for each in policy.log("PeterNeumann").keys] == [PETER, str(other)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "a line that names its quorum"),
        (f"log {PETER}", "a line that names its quorum"),
        ("quorum none\nquorum none", "Line 2 .* one quorum only"),
        ("quorum somebody", "Nothing above is named somebody"),
        ("quorum", "Line 1 of the policy is none"),
        ("quorum a b", "Line 1 of the policy is none"),
        ("mirror x", "Line 1 of the policy is none"),
        ("log nonsense\nquorum none", "Line 1 .* name.id.base64"),
        (f"log {X1}\nquorum none", "Line 1 .* wrong type"),
        (f"witness w {PETER}\nquorum w", "Line 1 .* wrong type"),
        (f"log {PETER}\nlog {PETER}\nquorum none", "Line 2 .* named twice"),
        (f"witness a {X1}\nwitness b {X1}\nquorum a", "Line 2 .* named twice"),
        (f"witness a {X1}\nwitness a {X2}\nquorum a", "Line 2 .* a is taken"),
        (f"witness none {X1}\nquorum none", "none is taken"),
        (f"witness a {X1}\ngroup g 0 a\nquorum g", "at least one"),
        (f"witness a {X1}\ngroup g 2 a\nquorum g", "at most all"),
        (f"witness a {X1}\ngroup g 01 a\nquorum g", "at least one"),
        (f"witness a {X1}\ngroup g {'9' * 5000} a\nquorum g", "at most all"),
        (f"witness a {X1}\ngroup g any a a\nquorum g", "member once only"),
        (f"witness a {X1}\ngroup g any a\ngroup h any a\nquorum g", "Line 3 .* once only"),
        ("group g any g\nquorum g", "Nothing above is named g"),
        ("group g any none\nquorum g", "Nothing above is named none"),
        ("quorum none\r\n", "control characters"),
        ("quorum\x7fnone", "control characters"),
    ],
)
def test_a_policy_that_is_not_one_is_refused_with_its_line(lines, said):
    """C2SP tlog-policy, clause by clause."""
    with pytest.raises(PolicyError, match=said):
        parse_policy(lines)
