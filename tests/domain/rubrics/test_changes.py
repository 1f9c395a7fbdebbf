"""What changed between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.changes import Change, changed_words

texts = st.text(alphabet="ab \n", max_size=40)


def test_changed_words_are_marked_as_removed_and_added() -> None:
    """A replaced word is one removed and one added run; the rest stays."""
    assert changed_words("I waited two seconds.", "I waited four long seconds.") == [
        Change("same", "I waited "),
        Change("removed", "two "),
        Change("added", "four long "),
        Change("same", "seconds."),
    ]


@given(texts, texts)
def test_both_texts_can_be_read_from_the_changes(before: str, after: str) -> None:
    """Same and removed runs spell the old text, same and added ones the new."""
    runs = changed_words(before, after)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert all(run.text for run in runs)
