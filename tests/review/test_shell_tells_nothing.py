"""R5 and R21 at a shell: what an operator's verbs print or write of a case that is being scored.

Whoever stands at the machine can read the database, and `lapel backup` writes all of it, for her
eyes alone (tests/doors/cli/test_backup.py). All other verbs tell nothing of how an open case is
scored, and the chain itself holds neither a score nor a name, nor what could be guessed from.
"""

from __future__ import annotations

import argparse
import json
from itertools import product
from typing import TYPE_CHECKING, Any

from django.db import transaction

from issuing.earning import earned
from lapel.doors.cli import main
from lapel.doors.cli.checks import every_check
from lapel.doors.cli.doctor import examine
from lapel.journey.files.queries import case_code, viewer_code
from lapel.journey.record.actions import erase_words
from lapel.journey.record.models import AuditEntry
from lapel.journey.record.queries import chain_faults, history, sha256_of
from lapel.journey.review.actions.lock_assessment import scores_of
from review.sights import _without_what_always_differs
from review.stage import CRITERIA, Stage, enrol, lock, submit
from review.twins import stop_the_clock

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Assessment, Case

LEVELS = ("yes", "almost", "not_yet")
COMMENT = "Belladonna: the plan names only one open question and its follow-up fits any answer."
# Which verbs tell of an instance, and which cannot: they read no instance, write all of one, or
# have to do with neither cases nor people.
TELLS = {"doctor", "log", "bundle", "anchor", "mark"}
TELLS_ALL = {"backup"}
TELLS_OF_NO_CASE = {"serve", "work", "setup", "demo", "restore", "push", "issue", "bank"}


def test_every_verb_has_its_place_here() -> None:
    """A new verb that reads an instance is looked at below, or this says why it need not be."""
    assert main.VERBS.keys() - main.WITHOUT_DJANGO == (
        TELLS - {"log"} | TELLS_ALL | TELLS_OF_NO_CASE
    )
    assert "log" in main.WITHOUT_DJANGO  # but for its verbs about the instance's own log


def locked_once(stage: Stage, level: str, teacher: Person | None = None) -> tuple[Case, Assessment]:
    """Have one of two lock."""
    case = submit(enrol(teacher or stage.cast.chipo, stage.version, stage.cast.school))
    return case, lock(stage.cast.ben, level, comment=COMMENT)


def test_r5_no_verb_tells_how_an_open_case_is_scored(
    stage: Stage,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What each prints and writes is the same, whether Ben said yes or not yet."""
    stop_the_clock(monkeypatch)
    award = earned(stage)
    found = []
    for level in ("yes", "not_yet"):
        with transaction.atomic():
            case, mine = locked_once(stage, level)
            found.append(_told(case, mine, tmp_path / level, capsys))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    whole = " ".join(found[0].values())
    assert str(award.pk)[:8] not in whole  # ids are masked, so that the rest can be compared
    assert "Belladonna" not in whole
    assert {name for name, said in found[0].items() if "Ben" in said} == set()
    assert "ben@example.org" in found[0].pop("mark")  # whose eyes a copy is from is what it is for
    assert "ben@" not in " ".join(found[0].values())


def _told(
    case: Case, mine: Assessment, place: Path, capsys: pytest.CaptureFixture[str]
) -> dict[str, str]:
    code = f"C-{case_code(case.pk)} V-{viewer_code(case.pk, mine.assessor_id)}"
    verbs = {
        "log": ("log", "show"),
        "bundle": ("bundle", "--all", "--out", place),
        "anchor": ("anchor",),
        "mark": ("mark", code),
    }
    told = {name: _run(words, capsys) for name, words in verbs.items()}
    for each in sorted(place.rglob("*")):
        if each.suffix in {".json", ".txt", ".html", ".svg"}:
            told[each.name] = _plain(each.read_text())
    for check in every_check():
        if check.part in {"audit chain", "issuance log", "jobs", "parked jobs"}:
            told[check.part] = _plain(examine(argparse.Namespace(), check).said)
    return told


def _run(words: tuple[object, ...], capsys: pytest.CaptureFixture[str]) -> str:
    code = main.main([str(each) for each in words])
    out, err = capsys.readouterr()
    return _plain(f"{code} {out} {err}".replace(str(words[-1]), "HERE"))


def _plain(text: str) -> str:
    return _without_what_always_differs(text.encode()).decode()


def test_r21_the_chain_of_an_open_case_holds_no_score_and_no_name(stage: Stage) -> None:
    """Nor words of theirs; two who said the very same have different hashes."""
    case, bens = locked_once(stage, "yes")
    lock_ = history("submission", case.submission_id).get(action="assessment locked")
    rows = json.dumps(
        [
            (each.action, each.facts)
            for each in AuditEntry.objects.filter(aggregate_id=case.submission_id)
        ]
    )
    names = [each.name for each in stage.cast.everyone.values()]
    for word in (*names, *LEVELS, "Belladonna", "cannot_judge", "example.org"):
        assert f'"{word}' not in rows
    assert lock_.facts["scores_hash"] not in set(_guesses(scores_of(bens)))
    assert lock_.facts["scores_hash"] == sha256_of(
        {"salt": lock_.text.words, "scores": scores_of(bens)}
    )
    other, _hers = locked_once(stage, "yes", stage.cast.amina)
    again = history("submission", other.submission_id).get(action="assessment locked")
    assert again.facts["scores_hash"] != lock_.facts["scores_hash"]


def _guesses(scores: list[dict[str, Any]]) -> list[str]:
    """Hash all that can be said of a few criteria without a word."""
    return [
        sha256_of([each | {"level": level} for each, level in zip(scores, levels, strict=True)])
        for levels in product(LEVELS, repeat=len(CRITERIA))
    ]


def test_r21_with_its_salt_erased_the_hash_of_scores_says_nothing(stage: Stage) -> None:
    """The chain still holds, and nobody can try which scores it stands for."""
    case, _mine = locked_once(stage, "yes")
    erase_words(aggregate="submission", aggregate_id=case.submission_id)
    entry = history("submission", case.submission_id).get(action="assessment locked")
    assert not hasattr(entry, "text")
    assert entry.text_hash
    assert chain_faults() == []
