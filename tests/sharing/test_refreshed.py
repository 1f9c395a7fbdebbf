"""R20: an older award's page names the newer one, and stays good; the newer names the older."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from issuing.refreshing import Refreshing, later
from lapel.journey.record.actions import deliver_all
from lapel.journey.sharing.actions import change_share

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.issuing.models import Award


@pytest.fixture
def scene(cast: Cast) -> Refreshing:
    """Give a holder of version 1."""
    return Refreshing(cast)


def share(scene: Refreshing, award: Award) -> None:
    """Have Amina show an award to everybody."""
    change_share(person=scene.cast.amina, award_id=award.pk, is_public=True, shows_name=False)


def page(name: str, award: Award, client: Client | None = None) -> str:
    """Read a page, as anybody unless somebody is signed in."""
    found = (client or Client()).get(reverse(name, args=[award.pk]))
    assert found.status_code == 200
    return found.content.decode()


def test_r20_the_older_badge_says_that_it_was_refreshed_and_stays_valid(
    scene: Refreshing,
) -> None:
    """Both pages lead to each other, where both are shown; the older one's verdict stays good."""
    with later():
        scene.publish()
        new = scene.refreshed()
        deliver_all()
        share(scene, scene.first)
        assert "Refreshed by version 2" not in page("sharing:badge", scene.first)
        share(scene, new)
        older = page("sharing:badge", scene.first)
        assert "Refreshed by version 2" in older
        assert reverse("sharing:badge", args=[new.pk]) in older
        assert "valid today" in older
        assert "It refreshes version 1" in page("sharing:badge", new)
        answer = Client().post(
            reverse("sharing:verify"), {"text": scene.first.public_document}, follow=True
        )
        assert "Refreshed by version 2" in answer.content.decode()


def test_r20_her_own_pages_tell_her_so_whether_she_shares_it_or_not(
    scene: Refreshing, client: Client
) -> None:
    """She sees what is hers."""
    with later():
        scene.publish()
        new = scene.refreshed()
        client.force_login(scene.cast.amina)
        assert "Refreshed by version 2" in page("sharing:award", scene.first, client)
        assert "It refreshes version 1" in page("sharing:award", new, client)
