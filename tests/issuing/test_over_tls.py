"""did:web behind TLS: the real server on https, resolved by our verifier and by the peers."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import os
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from peers.verifiers import PEERS, accepts

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.peer

ROOT = Path(__file__).parents[2]
# What a fresh instance on https does: the cast comes on, Amina earns, the jobs sign.
EARN = """
from lapel.doors.cli.prepare import prepare
prepare()
from cast import assemble
from issuing.earning import earned
from review.stage import Stage
print(earned(Stage(assemble())).document)
"""
REVOKE = """
import django
django.setup()
from lapel.journey.issuing.actions import revoke
from lapel.journey.issuing.models import Award
from lapel.journey.people.models import Person
hana = Person.objects.get(email="hana@example.org")
award = Award.objects.get()
revoke(person=hana, award_id=award.pk, reason="policy", words="For the test.")
print("{}")
"""


@dataclass(frozen=True)
class Site:
    """A Lapel on https, the authority that vouches for its certificate, and an award of its."""

    origin: str
    authority: Path
    environment: dict[str, str]

    def does(self, code: str) -> dict[str, Any]:
        """Run code in the instance and give the JSON of its last line."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env=self.environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return said


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def certified(folder: Path) -> tuple[Path, Path, Path]:
    """Make an authority and, signed by it, a certificate for localhost; PEM files."""
    beginning = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)

    def made(name: str, key: Any, by: str, with_key: Any, *extensions: Any) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(beginning)
            .not_valid_after(beginning + dt.timedelta(days=2))
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(with_key, hashes.SHA256())

    root, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    authority = made(
        "Test CA", root, "Test CA", root,
        x509.BasicConstraints(ca=True, path_length=0), usage,
        x509.SubjectKeyIdentifier.from_public_key(root.public_key()),
    )  # fmt: skip
    certificate = made(
        "localhost", leaf, "Test CA", root,
        x509.SubjectAlternativeName(names),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()),
    )  # fmt: skip
    files = tuple(folder / name for name in ("ca.pem", "localhost.pem", "localhost.key"))
    files[0].write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[2].write_bytes(
        leaf.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files[0], files[1], files[2]


def answers(site: Site, seconds: float = 60) -> None:
    trusted = ssl.create_default_context(cafile=str(site.authority))
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urlopen(f"{site.origin}/sharing/verify/", context=trusted, timeout=5):
                return
        except OSError:
            assert time.monotonic() < deadline, "the server did not answer"
            time.sleep(0.3)


@contextmanager
def served(site: Site, port: int, certificate: Path, key: Path) -> Iterator[None]:
    """Serve the instance with the product's own command, jobs included."""
    command = [sys.executable, "-m", "lapel.doors.cli.main", "serve", "--port", str(port)]
    command += ["--tls-certificate", str(certificate), "--tls-key", str(key)]
    with subprocess.Popen(command, env=site.environment, stderr=subprocess.DEVNULL) as server:
        try:
            answers(site)
            yield
        finally:
            server.terminate()
            server.wait(20)


def verified(site: Site, document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Ask `lapel verify`, which trusts the test's authority and may look at this machine."""
    file = folder / "badge.json"
    file.write_text(json.dumps(document))
    done = subprocess.run(
        [sys.executable, "-m", "lapel.doors.cli.verify", str(file), "--json", "--allow-local"],
        env=site.environment,
        capture_output=True,
        check=False,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_did_web_and_status_are_resolved_over_tls(tmp_path: Path) -> None:
    """By `lapel verify` and both peers from https://localhost; the server's jobs revoke it."""
    port = free_port()
    authority, certificate, key = certified(tmp_path)
    origin = f"https://localhost:{port}"
    environment = {
        **os.environ,
        "LAPEL_HOME": str(tmp_path / "home"),
        "LAPEL_BASE_URL": origin,
        "LAPEL_INSTANCE": "demo",
        "DJANGO_SETTINGS_MODULE": "lapel.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "SSL_CERT_FILE": str(authority),
    }
    site = Site(origin, authority, environment)
    document = site.does(EARN)
    with served(site, port, certificate, key):
        assert document["issuer"]["id"].startswith(f"did:web:localhost%3A{port}:id:issuer:")
        answer = verified(site, document, tmp_path)
        assert answer["outcome"] == "valid", answer
        path = document["issuer"]["id"].rpartition(":")[2]  # many may share a host
        assert answer["confirmedName"] == f"localhost:{port}/id/issuer/{path}"
        for peer in PEERS:
            said = accepts(peer, document, {}, online=origin, authority=authority)
            assert said.verified, (peer, said)
        site.does(REVOKE)
        assert becomes_revoked(site, document, tmp_path)
        for peer in PEERS:
            said = accepts(peer, document, {}, online=origin, authority=authority)
            assert not said.verified, peer


def becomes_revoked(site: Site, document: dict[str, Any], folder: Path) -> bool:
    """Wait until the list that is served has been signed again."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        answer = verified(site, document, folder)
        if (answer["outcome"], answer["exitCode"]) == ("ended", 4):
            return True
        time.sleep(0.5)
    return False
