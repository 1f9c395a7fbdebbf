"""Open Badges 2.0 documents and pictures before 1EdTech's own validator (PyPI `openbadges`)."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from domain.badges.badge_makers import EMAIL, ISSUER, award
from lapel.domain.badges import hosted
from lapel.domain.badges.model import Profile
from lapel.domain.badges.png import KEYWORD_2, bake_png
from peers.verifiers import PYTHON, environment_of

pytestmark = pytest.mark.peer

NOW = datetime.now(UTC)
AT = hosted.Addresses(
    assertion="https://lapel.example/ob2/assertion/1",
    badge_class="https://lapel.example/ob2/class/1",
    issuer="https://lapel.example/ob2/issuer/1",
)
DISTRICT = Profile(
    id=ISSUER, name="Hill District", url="https://lapel.example", email="badges@lapel.example"
)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def served(**changes: Any) -> dict[str, Any]:
    """What stands at the issuer's addresses, with everything in it that can be."""
    since, until = NOW - timedelta(days=2), NOW + timedelta(days=9)
    given = award(**{"valid_from": since, "awarded": since, "valid_until": until, **changes})
    return {
        AT.assertion: hosted.assertion(given, AT),
        AT.badge_class: hosted.badge_class(given.achievement, AT),
        AT.issuer: hosted.issuer(DISTRICT, AT),
        given.achievement.image: picture().hex(),
    }


def asked(badge: str, documents: dict[str, Any], *, is_picture: bool = False) -> tuple[bool, str]:
    """Whether 1EdTech's validator accepts a badge as the holder's, and what it says."""
    question = {
        "badge": badge,
        "is_picture": is_picture,
        "documents": documents,
        "recipient": {"email": EMAIL},
    }
    done = subprocess.run(
        [PYTHON, "verify.py"],
        cwd=environment_of("openbadges"),
        input=json.dumps(question).encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    said = json.loads(done.stdout)
    return said["valid"], json.dumps(said["messages"])


def test_a_hosted_badge_with_everything_in_it_is_accepted_without_a_warning() -> None:
    """Assertion, class and issuer; the holder is recognised by her address."""
    assert asked(AT.assertion, served()) == (True, "[]")


def test_a_baked_picture_is_accepted() -> None:
    """The assertion stands in it under the keyword of Open Badges 2.0."""
    documents = served()
    text = json.dumps(documents[AT.assertion], ensure_ascii=False)
    baked = bake_png(picture(), text, keyword=KEYWORD_2)
    assert asked(baked.hex(), documents, is_picture=True) == (True, "[]")


@pytest.mark.parametrize("wrong", ["holder", "expired", "revoked", "origin", "image"])
def test_what_is_wrong_with_a_hosted_badge_is_refused(wrong: str) -> None:
    """The validator looks: another holder, an end, a revocation, a foreign issuer."""
    documents = served(valid_until=NOW - timedelta(hours=1)) if wrong == "expired" else served()
    if wrong == "holder":
        documents[AT.assertion]["recipient"]["salt"] = "another"
    elif wrong == "revoked":
        documents[AT.assertion] = hosted.revoked_assertion(AT, reason="Awarded by mistake.")
    elif wrong == "origin":
        foreign = "https://elsewhere.example/issuer"
        documents[foreign] = documents[AT.issuer] | {"id": foreign}
        documents[AT.badge_class]["issuer"] = foreign
    elif wrong == "image":
        del documents[AT.badge_class]["image"]
    assert asked(AT.assertion, documents)[0] is False
