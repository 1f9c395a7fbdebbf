"""`lapel bank`: questions come in from the command line, on a designer's word."""

from __future__ import annotations

import json

import pytest

from diagnosis.asking import CODES, document, framework
from lapel.doors.cli.main import main
from lapel.journey.catalogue.actions import load_framework
from lapel.journey.diagnosis.models import ItemVersion, ParameterSet


@pytest.fixture
def bank(cast, tmp_path):
    """Give `lapel bank` with a file for each competency; as Dara of the college, if not told."""
    load_framework(items=framework())
    files = [tmp_path / f"{code}.json" for code in CODES]
    for code, file in zip(CODES, files, strict=True):
        file.write_text(json.dumps(document(code)), encoding="utf-8")

    def run(*more, by="dara@example.org", organisation="college"):
        names = [str(each) for each in (*files, *more)]
        return main(["bank", *names, "--by", by, "--organisation", organisation])

    return run


def test_all_files_come_in_with_one_set_of_parameters(bank, capsys):
    """The second time nothing is new."""
    assert bank() == 0
    assert "12 taken in, 0 were there already." in capsys.readouterr().out
    assert bank() == 0
    assert "0 taken in, 12 were there already." in capsys.readouterr().out
    assert (ItemVersion.objects.count(), ParameterSet.objects.count()) == (12, 1)


def test_who_is_no_designer_there_takes_in_nothing(bank, capsys):
    """Whoever may use the command still decides as somebody."""
    assert bank(by="amina@example.org") == 1
    assert "not a designer" in capsys.readouterr().err
    assert bank(by="nobody@example.org") == 1
    assert bank(organisation="nowhere") == 1
    assert not ItemVersion.objects.exists()


def test_one_faulty_file_keeps_all_out_and_is_told_with_its_place(bank, tmp_path, capsys):
    """A bank that is half in would be worse than none."""
    faulty = document("T01")
    faulty["items"][0]["band"] = 9
    file = tmp_path / "faulty.json"
    file.write_text(json.dumps(faulty), encoding="utf-8")
    assert bank(file) == 1
    assert "items[0].band" in capsys.readouterr().err
    assert bank(tmp_path / "none.json") == 2
    assert not ItemVersion.objects.exists()
