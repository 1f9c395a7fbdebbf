"""Roots of Merkle trees, against those that others computed."""

from __future__ import annotations

from base64 import b64encode

import pytest

from domain.transparency.logbook import SUMDB
from lapel.domain.transparency.merkle import EMPTY_ROOT, leaf_hash, root_of, split

# The eight leaves of Certificate Transparency's reference tree, and the root after each:
# transparency-dev/merkle, testonly/constants.go (Apache-2.0), LeafInputs and RootHashes.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_the_reference_tree_has_its_known_roots(size):
    """RFC 6962's hashing as Certificate Transparency has run it since 2013."""
    leaves = [leaf_hash(bytes.fromhex(each)) for each in LEAVES[:size]]
    assert root_of(leaves).hex() == ROOTS[size]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 1000, 65537])
def test_roots_are_those_of_the_go_checksum_database(size):
    """golang.org/x/mod/sumdb/tlog.TreeHash over the same leaves (sumdb.json)."""
    leaves = [leaf_hash(f"leaf {at}".encode()) for at in range(size)]
    assert b64encode(root_of(leaves)).decode() == SUMDB["roots"][str(size)]


def test_an_empty_log_has_the_hash_of_nothing():
    """RFC 6962 §2.1: MTH({}) is SHA-256 of the empty string."""
    assert root_of([]) == EMPTY_ROOT


@pytest.mark.parametrize(("size", "left"), [(2, 1), (3, 2), (4, 2), (5, 4), (256, 128), (257, 256)])
def test_a_tree_is_split_at_the_largest_power_of_two_below_it(size, left):
    """RFC 6962 §2.1: k is the largest power of two smaller than n."""
    assert split(size) == left
