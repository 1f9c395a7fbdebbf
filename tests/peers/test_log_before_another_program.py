"""Our logs before another program, and its logs before us: tlog-scales, made by other people.

It shares no line with ours: a reader, a writer and a checker of C2SP tlog-tiles in Python. It is a
library of the tests' own environment, so nothing is installed on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import PlainEd25519Signer, Vkey
from tlog_scales.tlog import ConsistencyProof, InclusionProof
from tlog_scales.writer import TilesWriter

from domain.transparency.logbook import (
    LOG,
    ORIGIN,
    POLICY,
    WITNESSES,
    checkpoint,
    cosigned,
    log_of,
)
from lapel.domain.transparency.audit import audit
from lapel.domain.transparency.findings import Code
from lapel.domain.transparency.merkle import leaf_hash, root_of
from lapel.domain.transparency.tree import Tree
from lapel.doors.cli.log import Folder

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.peer


def _kept(folder: Path, size: int) -> TilesReader:
    shelf, head = log_of(size, step=999)
    files = shelf.files | {"checkpoint": cosigned(checkpoint(head), *WITNESSES)}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return TilesReader(LocalBackend(folder))


@pytest.mark.parametrize("size", [1, 255, 256, 257, 70_000])
def test_another_program_reads_our_log_and_confirms_its_signatures(tmp_path: Path, size: int):
    """The log's signature, three cosignatures, and the root computed from our tiles."""
    peer = _kept(tmp_path, size)
    seen = peer.get_checkpoint()
    for signer in (LOG, *WITNESSES):
        seen.verify(Vkey.from_string(str(signer.key)))
    assert (seen.origin, seen.size) == (ORIGIN, size)
    assert peer.calculate_root_hash() == seen.root_hash


@pytest.mark.parametrize("size", [2, 256, 257, 70_000])
def test_another_program_makes_the_same_proofs_and_accepts_ours(tmp_path: Path, size: int):
    """Hash by hash, and by its own checker."""
    peer, tree = _kept(tmp_path, size), Tree(Folder(str(tmp_path)), size)
    root = peer.get_checkpoint().root_hash
    for index in {0, size // 2, size - 1}:
        proof = list(tree.inclusion(index))
        assert peer.get_inclusion_proof(index, size).node_hashes == proof
        leaf = leaf_hash(f"leaf {index}".encode())
        InclusionProof(index, size, proof).check(leaf, root)
    for old in {1, size // 2, size - 1}:
        proof = list(tree.consistency(old))
        assert peer.get_consistency_proof(old, size).node_hashes == proof
        before = root_of([leaf_hash(f"leaf {at}".encode()) for at in range(old)])
        ConsistencyProof(old, size, proof).check(before, root)


def test_a_log_that_another_program_wrote_is_intact_to_our_audit(tmp_path: Path):
    """In five batches, each a checkpoint that extends those before; then one entry is forged."""
    folder, count, seen = tmp_path / "log", 0, list[bytes]()
    writer = TilesWriter.create(folder, ORIGIN)
    signer = PlainEd25519Signer(ORIGIN, bytes([1]) * 32)
    for batch in (3, 300, 1, 700, 66_000):
        for _ in range(batch):
            writer.add_leaf(f"leaf {count}".encode())
            count += 1
        writer.commit([signer])
        found = audit(Folder(str(folder)), policy=POLICY, earlier=seen)
        assert found.codes() == [Code.INTACT]
        assert found.confirmed
        seen.append((folder / "checkpoint").read_bytes())
    assert found.head == log_of(count)[1]
    bundle = folder / "tile" / "entries" / "003"
    bundle.write_bytes(bundle.read_bytes().replace(b"leaf 777", b"leaf 778", 1))
    forged = audit(Folder(str(folder)), policy=POLICY)
    assert "Entry 777 is not the one that was signed" in forged.findings[0].sentence
