"""Verdicts on endorsements of our own, kept a little: a page that many open verifies them once."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from lapel.domain.badges.checks import as_list
from lapel.domain.badges.verification import verify_credential
from lapel.journey.issuing.models import StatusList
from lapel.journey.issuing.queries.trust import own_document
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import Any

    from lapel.domain.badges.trust import Trust
    from lapel.domain.badges.verdicts import Verification

MOST_KEPT = 256
_kept: OrderedDict[str, Verification] = OrderedDict()
_turn = Lock()


def verifying(trust: Trust) -> Callable[[Mapping[str, Any]], Verification]:
    """Give what verifies endorsements of this instance before one trust, read once for them all.

    A verdict stands for the same bytes, trust, revision of the status lists named and minute of
    the clock; the oldest beyond MOST_KEPT are forgotten.
    """
    trusted = _digest(repr((trust.issuers, sorted(trust.disowned))))

    def verify(document: Mapping[str, Any]) -> Verification:
        moment = now()
        name = _digest(json.dumps([document, trusted, _revisions(document), _minute(moment)]))
        with _turn:
            known = _kept.get(name)
        if known is not None:
            return known
        found = verify_credential(document, now=moment, resolve=own_document, trust=trust)
        _keep(name, found)
        return found

    return verify


def _revisions(document: Mapping[str, Any]) -> list[list[str]]:
    """Give how the status lists that a document names stand: the revision signed, and when."""
    entries = as_list(document.get("credentialStatus"))
    urls = [str(each["statusListCredential"]) for each in entries]
    lists = StatusList.objects.filter(url__in=urls).order_by("url")
    signed = lists.values_list("url", "signed_revision", "signed_at")
    return [[str(each) for each in one] for one in signed]


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(name: str, found: Verification) -> None:
    with _turn:
        _kept[name] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
