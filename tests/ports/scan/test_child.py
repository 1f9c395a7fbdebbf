"""What only the child can be asked: its limits, its ignorance, and a parent that doubts it."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from lapel.limits import Limits
from lapel.ports.scan import InterruptedScanError, Refused, launcher
from lapel.ports.scan.launcher import ChildScan
from lapel.ports.scan.sniff import identify
from ports.documents import make_docx, make_pdf

ALL_MODULES = ["photo", "docx", "odt", "pdf", "plain", "captions", "sniff"]


def run_python(source: str, *arguments: str) -> str:
    command = [sys.executable, "-c", source, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def pretend(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """Let the launcher start this instead of the real child, as if a file had subverted it."""
    real = subprocess.Popen

    def start(_command: list[str], **options: object) -> "subprocess.Popen[bytes]":
        return real([sys.executable, "-c", source], **options)  # type: ignore[call-overload, no-any-return]  # handed on as they came

    monkeypatch.setattr(subprocess, "Popen", start)


def test_the_child_knows_no_django_and_no_database() -> None:
    """Everything a child may import is free of Django and of every room of the journey."""
    imports = "; ".join(f"import lapel.ports.scan.{name}" for name in ALL_MODULES)
    said = run_python(
        f"import sys, json, lapel.ports.scan.child; {imports}\n"
        "import mammoth, nh3, pypdfium2, pi_heif, PIL.Image\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    modules = json.loads(said)
    strange = [m for m in modules if m.startswith(("django", "lapel.journey", "lapel.settings"))]
    assert strange == []


def test_the_child_gets_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its environment holds nothing of ours."""
    monkeypatch.setenv("LAPEL_SECRET_KEY", "hidden-from-children")
    pretend(monkeypatch, "import json, os; print(json.dumps({'refused': 'x', **os.environ}))")
    (tmp_path / "p").write_text("x")
    seen: list[bytes] = []
    real = launcher._answer

    def answer(said: bytes) -> dict[str, Any]:
        seen.append(said)
        return real(said)

    monkeypatch.setattr(launcher, "_answer", answer)
    with pytest.raises(Refused):
        ChildScan(Limits()).identify(tmp_path / "p")
    assert b"hidden-from-children" not in seen[0]
    assert b"LANG" in seen[0]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("import time; time.sleep(90)", "slow"),
        ("while True: pass", "slow"),
        ("import os; os.abort()", "damaged"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "damaged"),
        ("raise SystemExit(3)", "damaged"),
        ("print('no json')", "damaged"),
        ("print('[]')", "damaged"),
        ('print(\'{"refused": "made up"}\')', "damaged"),
    ],
)
def test_whatever_happens_to_the_child_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, code: str
) -> None:
    """A hang, an endless loop, a crash and nonsense are refusals, and nobody is left running."""
    pretend(monkeypatch, source)
    (tmp_path / "p").write_text("x")
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    started = time.monotonic()
    # short only where it is to be reached: a busy machine may take its time over the others
    limits = Limits(seconds=1 if code == "slow" else 120)
    with pytest.raises(Refused) as caught:
        ChildScan(limits).rebuild(tmp_path / "p", tmp_path / "out")
    assert caught.value.code == code
    assert time.monotonic() - started < 60  # and not for as long as a child that sleeps
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_a_file_that_uses_up_its_cpu_is_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit that the file itself reached ends the child by SIGXCPU (setrlimit(2))."""
    limited = "import os; from lapel.limits import Limits, apply\n"
    limited += "apply(Limits(seconds=1), parent=os.getppid())\n"
    pretend(monkeypatch, limited + "while True: pass")
    (tmp_path / "p").write_text("x")
    with pytest.raises(Refused) as caught:
        ChildScan(Limits(seconds=60)).identify(tmp_path / "p")
    assert caught.value.code == "slow"


def test_a_child_killed_from_outside_says_nothing_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel short of memory, or a restart: that is no refusal, and may be tried again."""
    pretend(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    (tmp_path / "p").write_text("x")
    with pytest.raises(InterruptedScanError):
        ChildScan(Limits()).rebuild(tmp_path / "p", tmp_path / "out")


@pytest.mark.parametrize(
    "entry",
    [
        {"path": "../../etc/passwd", "media_type": "text/plain"},
        {"path": "/etc/passwd", "media_type": "text/plain"},
        {"path": "link.txt", "media_type": "text/plain"},
        {"path": "absent.txt", "media_type": "text/plain"},
        {"path": "text.txt", "media_type": "text/javascript"},
        {"path": "secret name.txt", "media_type": "text/plain"},
    ],
)
def test_a_subverted_child_cannot_pass_off_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: dict[str, str]
) -> None:
    """Paths outside, links, missing files and types of its own invention are not believed."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "link.txt").symlink_to("/etc/passwd")
    for name in ("text.txt", "secret name.txt"):
        (out / name).write_text("x")
    answer = {"files": [{"kind": "text", **entry}], "text": None, "notes": []}
    pretend(monkeypatch, f"print({json.dumps(answer)!r})")
    (tmp_path / "p").write_text("x")
    with pytest.raises(Refused):
        ChildScan(Limits()).rebuild(tmp_path / "p", out)


def test_limits_bind_the_process_that_applies_them(tmp_path: Path) -> None:
    """Memory, CPU and file size are capped for good, and no core is dumped (getrlimit(2))."""
    said = run_python(
        "import json, os, resource as r, sys\n"
        "from lapel.limits import Limits, apply\n"
        "apply(Limits(memory_mb=512, seconds=7, file_mb=3), parent=os.getppid())\n"
        "names = 'RLIMIT_AS RLIMIT_CPU RLIMIT_FSIZE RLIMIT_CORE'.split()\n"
        "print(json.dumps([r.getrlimit(getattr(r, name)) for name in names]))"
    )
    mebi = 1024 * 1024
    # at the soft limit on CPU comes SIGXCPU, at the hard one SIGKILL
    assert json.loads(said) == [[512 * mebi] * 2, [7, 12], [3 * mebi] * 2, [0, 0]]


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    """A large picture in a small address space ends in a sentence."""
    Image.new("RGB", (9000, 9000)).save(tmp_path / "p", "PNG")
    with pytest.raises(Refused) as caught:
        ChildScan(Limits(memory_mb=300)).rebuild(tmp_path / "p", tmp_path / "out")
    assert caught.value.code in {"memory", "damaged"}


def test_a_file_that_would_fill_the_disk_is_refused(tmp_path: Path) -> None:
    """What the child writes is bounded."""
    Image.effect_noise((2500, 2500), 90).save(tmp_path / "p", "PNG")
    with pytest.raises(Refused):
        ChildScan(Limits(file_mb=1)).rebuild(tmp_path / "p", tmp_path / "out")


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    """When the process that waits is killed, no child goes on (prctl(2), PR_SET_PDEATHSIG)."""
    waiting = (
        "import sys, subprocess, time\n"
        "child = 'from lapel.limits import Limits, apply; import os, time;'\n"
        "child += 'apply(Limits(), parent=os.getppid()); print(1, flush=True); time.sleep(600)'\n"
        "p = subprocess.Popen([sys.executable, '-c', child], stdout=subprocess.PIPE)\n"
        "p.stdout.readline(); print(p.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", waiting], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    gone, _alive = psutil.wait_procs([child], timeout=60)
    assert gone or child.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(
    ("module", "argument"),
    [("child", '{"verb": "identify", "path": "x", "limits": {}}'), ("forker", "0")],
)
def test_a_child_whose_parent_is_gone_already_ends_at_once(module: str, argument: str) -> None:
    """The kernel tells only of deaths to come; no parent has the number that is given here."""
    command = [sys.executable, "-m", f"lapel.ports.scan.{module}", argument, "-1"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")


def test_the_parent_stays_small_while_a_document_is_read(tmp_path: Path) -> None:
    """No parser is loaded into this process by scanning: its memory grows by less than 8 MB."""
    script = (
        "import sys, psutil\nfrom pathlib import Path\nfrom lapel.ports.scan import from_url\n"
        "scan, here = from_url('child:'), psutil.Process()\n"
        "before = here.memory_info().rss\n"
        "for name in sys.argv[2:]: scan.rebuild(Path(name), Path(sys.argv[1]))\n"
        "heavy = {'PIL', 'mammoth', 'pypdfium2', 'nh3', 'pi_heif'} & set(sys.modules)\n"
        "print(here.memory_info().rss - before, sorted(heavy))"
    )
    files = [str(make_docx(tmp_path / "d")), str(make_pdf(tmp_path / "e"))]
    grown, _, heavy = run_python(script, str(tmp_path / "out"), *files).partition(" ")
    assert int(grown) < 8 * 1024 * 1024
    assert heavy.strip() == "[]"
    assert list((tmp_path / "out").iterdir())


def test_a_file_that_opens_with_many_comments_is_judged_at_once(tmp_path: Path) -> None:
    """Telling markup takes no longer for each way in which comments could be grouped."""
    many = tmp_path / "many"
    many.write_bytes(b"<!---->" * 500 + b"1")
    began = time.process_time()
    assert identify(many).family == "text"
    assert time.process_time() - began < 5  # tried in every way it would outlast us
    drawing = tmp_path / "drawing"
    drawing.write_bytes(b"<?xml version='1.0'?> <!-- a --><!-- b --> <svg/>")
    with pytest.raises(Refused) as refused:
        identify(drawing)
    assert refused.value.code == "svg"


@pytest.mark.parametrize(
    "answer",
    [{}, {"width": 2, "height": 2, "pixels": "AA=="}, {"width": 1, "height": 1, "pixels": "?"}],
)
def test_greys_that_do_not_fit_their_measures_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    """A subverted child may say anything; what is compared holds one byte for each pixel."""
    pretend(monkeypatch, f"print({json.dumps(json.dumps(answer))})")
    with pytest.raises(Refused):
        ChildScan(Limits()).grey(tmp_path / "p")
