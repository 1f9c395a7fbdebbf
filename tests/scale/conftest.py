"""What the tests at scale may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scale.cluster import Cluster


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """Start a PostgreSQL for all tests of this process."""
    from scale.cluster import cluster

    with cluster() as started:
        yield started
