"""The REST door's list and document of micro-credentials."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_shelves_without_an_account(client):
    """The API is as open as the catalogue's pages, and says how many there are in all."""
    reply = client.get("/api/catalogue/microcredentials")
    assert reply.status_code == 200
    assert reply.json() == {"count": 0, "items": []}


@pytest.mark.parametrize(
    "words", ["limit=0", "limit=101", "offset=-1", "limit=many", f"offset={10**30}"]
)
def test_a_list_that_cannot_be_is_refused_with_the_reason(client, words):
    """Bad numbers are named, not guessed at."""
    reply = client.get(f"/api/catalogue/microcredentials?{words}")
    assert reply.status_code == 422
    assert reply.json()["detail"][0]["loc"][-1] in words


def test_an_unknown_micro_credential_is_not_found(client):
    """A wrong slug is a 404, not a server error."""
    assert client.get("/api/catalogue/microcredentials/none").status_code == 404


def test_the_door_describes_itself(client):
    """The OpenAPI document is served and no page loads scripts from elsewhere."""
    document = client.get("/api/openapi.json").json()
    assert "/api/catalogue/microcredentials" in document["paths"]
    assert client.get("/api/docs").status_code == 404
