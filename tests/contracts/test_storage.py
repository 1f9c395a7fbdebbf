"""What every store must do."""

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lapel.ports.storage import (
    BadKeyError,
    BusyError,
    MissingBlobError,
    OffsetError,
    Storage,
    StoredBlob,
    from_url,
)

ADAPTERS = ["files"]
HOSTILE_KEYS = [
    *["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".staging/x", "a/.hidden", "A", "a b"],
    *["a\0", "a\nb", "é", "a\\b", "x" * 201, "/".join("x" * 17), "a@b"],
]


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    urls = {"files": f"files://{tmp_path}/blobs?sync_mb=1"}
    return from_url(urls[request.param])


def lent(store: Storage, key: str) -> bytes:
    with store.local_path(key) as path:
        return path.read_bytes()


def whole(store: Storage, key: str) -> bytes:
    return b"".join(store.open(key))


def test_what_was_put_is_read_back_with_its_size_and_hash(store: Storage) -> None:
    """A blob comes back byte for byte, and the receipt tells size and SHA-256."""
    content = bytes(range(256)) * 5000
    receipt = store.put("a/b.bin", io.BytesIO(content))
    assert receipt == StoredBlob(len(content), hashlib.sha256(content).hexdigest())
    assert whole(store, "a/b.bin") == content
    assert store.size("a/b.bin") == len(content)


def test_an_empty_blob_is_a_blob(store: Storage) -> None:
    """No bytes are stored as no bytes (SHA-256 of nothing: FIPS 180-4 examples)."""
    receipt = store.put("empty", io.BytesIO())
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert receipt == StoredBlob(0, empty)
    assert store.exists("empty")
    assert whole(store, "empty") == b""


@pytest.mark.parametrize(
    ("offset", "length", "expected"),
    [(0, None, b"0123456789"), (3, 4, b"3456"), (8, 10, b"89"), (10, 1, b""), (2, 0, b"")],
)
def test_a_range_is_read_without_the_rest(
    store: Storage, offset: int, length: int | None, expected: bytes
) -> None:
    """Offset and length give just that stretch, cut at the end of the blob."""
    store.put("k", io.BytesIO(b"0123456789"))
    assert b"".join(store.open("k", offset=offset, length=length)) == expected


def test_a_second_put_replaces_the_first(store: Storage) -> None:
    """The same key holds what was put last."""
    store.put("k", io.BytesIO(b"a longer first one"))
    store.put("k", io.BytesIO(b"second"))
    assert whole(store, "k") == b"second"


def test_a_put_that_breaks_off_leaves_what_was_there(store: Storage) -> None:
    """A stream that fails half way changes nothing and leaves no key behind."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            part = super().read(4 if size else 0)
            if not part:
                raise ConnectionError
            return part

    store.put("k", io.BytesIO(b"before"))
    with pytest.raises(ConnectionError):
        store.put("k", Broken(b"half of it"))
    assert whole(store, "k") == b"before"
    assert list(store.keys()) == ["k"]


def test_a_missing_blob_is_said_at_once(store: Storage) -> None:
    """Reading, measuring and lending what is not there raise before any byte is asked for."""
    attempts: list[Callable[[str], object]] = [
        store.open,
        store.size,
        lambda key: lent(store, key),
    ]
    for attempt in attempts:
        with pytest.raises(MissingBlobError, match="Nothing is stored under 'none'"):
            attempt("none")
    assert not store.exists("none")


def test_a_deleted_blob_is_gone_and_deleting_twice_is_no_error(store: Storage) -> None:
    """Delete removes the blob, and asked again does nothing."""
    store.put("a/k", io.BytesIO(b"x"))
    store.delete("a/k")
    store.delete("a/k")
    assert not store.exists("a/k")


def test_keys_are_listed_sorted_by_prefix_without_staging(store: Storage) -> None:
    """Listing gives the finished blobs under a prefix in order."""
    for key in ("b/2", "a/1", "b/1"):
        store.put(key, io.BytesIO(b"x"))
    store.append("b/staged", 0, [b"x"])
    assert list(store.keys()) == ["a/1", "b/1", "b/2"]
    assert list(store.keys("b/")) == ["b/1", "b/2"]


def test_a_local_path_holds_the_blob(store: Storage) -> None:
    """A child process that needs a path can read the blob there."""
    store.put("a/k", io.BytesIO(b"bytes"))
    with store.local_path("a/k") as path:
        assert path.read_bytes() == b"bytes"


@pytest.mark.parametrize(
    "key",
    HOSTILE_KEYS,
)
def test_a_hostile_key_is_refused_everywhere(store: Storage, key: str) -> None:
    """No operation accepts a key outside plain lower-case segments."""
    attempts: list[Callable[[], object]] = [
        lambda: store.put(key, io.BytesIO(b"x")),
        lambda: store.open(key),
        lambda: store.size(key),
        lambda: store.exists(key),
        lambda: store.delete(key),
        lambda: store.append(key, 0, [b"x"]),
        lambda: store.staged_size(key),
        lambda: store.discard(key),
        lambda: store.finish(key, "fine"),
        lambda: store.finish("fine", key),
    ]
    for attempt in attempts:
        with pytest.raises(BadKeyError):
            attempt()


def test_an_upload_grows_in_pieces_and_becomes_a_blob(store: Storage) -> None:
    """Appended pieces, finished, are one blob, and nothing stays in staging."""
    assert store.staged_size("up") == 0
    assert store.append("up", 0, [b"abc", b"def"]) == 6
    assert store.append("up", 6, [b"ghi"]) == 9
    receipt = store.finish("up", "done/k")
    assert receipt == StoredBlob(9, hashlib.sha256(b"abcdefghi").hexdigest())
    assert whole(store, "done/k") == b"abcdefghi"
    assert store.staged_size("up") == 0


def test_bytes_beyond_the_acknowledged_offset_are_cut_off(store: Storage) -> None:
    """Resuming earlier than what lies staged replaces the tail that nobody was told of."""
    store.append("up", 0, [b"0123456789"])
    assert store.append("up", 4, [b"xy"]) == 6
    store.finish("up", "k")
    assert whole(store, "k") == b"0123xy"


@pytest.mark.parametrize("offset", [-1, 4])
def test_an_offset_past_the_end_is_refused_and_tells_where_it_stands(
    store: Storage, offset: int
) -> None:
    """A gap cannot be staged; the error carries the true size."""
    store.append("up", 0, [b"abc"])
    with pytest.raises(OffsetError) as caught:
        store.append("up", offset, [b"x"])
    assert caught.value.size == 3
    assert store.staged_size("up") == 3


def test_durable_sizes_are_reported_as_they_grow(store: Storage) -> None:
    """Every megabyte (as this store is set) and at the end the durable size is told."""
    reported: list[int] = []
    half = b"x" * 524_288
    store.append("up", 0, [half] * 5, on_durable=reported.append)
    assert reported == [1_048_576, 2_097_152, 2_621_440]


def test_a_cut_connection_keeps_and_reports_what_arrived(store: Storage) -> None:
    """Chunks that break off raise their error, after the received bytes became durable."""

    def cut() -> Iterator[bytes]:
        yield b"abc"
        raise ConnectionResetError

    reported: list[int] = []
    with pytest.raises(ConnectionResetError):
        store.append("up", 0, cut(), on_durable=reported.append)
    assert reported == [3]
    assert store.staged_size("up") == 3


def test_two_writers_never_mix_their_bytes(store: Storage) -> None:
    """While one device appends, another is told so and changes nothing."""

    def chunks() -> Iterator[bytes]:
        yield b"abc"
        with pytest.raises(BusyError):
            store.append("up", 0, [b"XYZ"])
        yield b"def"

    assert store.append("up", 0, chunks()) == 6
    store.finish("up", "k")
    assert whole(store, "k") == b"abcdef"


def test_a_writer_is_asked_once_nobody_else_can_write_and_may_still_refuse(
    store: Storage,
) -> None:
    """What `on_held` raises comes back, and the staged bytes are as they were."""
    store.append("up", 0, [b"abc"])

    def refuse() -> None:
        with pytest.raises(BusyError):
            store.append("up", 0, [b"XYZ"])
        raise PermissionError

    with pytest.raises(PermissionError):
        store.append("up", 0, [b"x"], on_held=refuse)
    store.finish("up", "k")
    assert whole(store, "k") == b"abc"


def test_finishing_twice_gives_the_same_answer(store: Storage) -> None:
    """A finish asked again after a crash answers from the blob; of nothing it says so."""
    store.append("up", 0, [b"abc"])
    first = store.finish("up", "k")
    assert store.finish("up", "k") == first
    with pytest.raises(MissingBlobError):
        store.finish("never", "begun")


def test_a_discarded_upload_is_gone(store: Storage) -> None:
    """Discard empties staging, twice without error."""
    store.append("up", 0, [b"abc"])
    store.discard("up")
    store.discard("up")
    assert store.staged_size("up") == 0


@pytest.mark.parametrize(
    "url", ["", "s3://bucket", "files://host/dir", "files:relative", "files:///x?sync_mb=none"]
)
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """A wrong setting is answered with one sentence that names what would be right."""
    with pytest.raises(ValueError, match="must be"):
        from_url(url)


def test_uploads_on_their_way_are_listed_and_read_as_far_as_they_go(store: Storage) -> None:
    """A backup takes them along; what has arrived is a blob and no longer staged."""
    store.append("b", 0, [b"half"])
    store.append("a", 0, [b"whole"])
    assert list(store.staged_keys()) == ["a", "b"]
    assert b"".join(store.open_staged("b")) == b"half"
    store.finish("a", "kept/a")
    assert list(store.staged_keys()) == ["b"]
    with pytest.raises(MissingBlobError):
        store.open_staged("a")
