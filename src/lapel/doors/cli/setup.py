"""`lapel setup`: make this a real instance, with secrets, an administrator and an issuer's keys."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `setup` takes; what is not given is asked for."""
    parser.add_argument("--domain", help="host name, such as lapel.example.org (https)")
    parser.add_argument("--base-url", help="instead of --domain: the whole address")
    parser.add_argument("--admin", help="e-mail of the first administrator")
    parser.add_argument("--organisation", help="name of the organisation that awards")
    parser.add_argument("--zone", default="UTC", help="its time zone (UTC)")
    parser.add_argument("--database", help="postgresql://user:secret@host/name (else SQLite)")
    parser.add_argument("--mail", help="smtp://user:password@host:587?tls=starttls")


def run(options: argparse.Namespace) -> int:
    """Ask what is missing, write lapel.env, then fill the database."""
    home = Path(os.environ.get("LAPEL_HOME", "") or "var").expanduser().absolute()
    env_file = home / "lapel.env"
    if env_file.exists():
        print(f"{env_file} exists: this instance is set up already.", file=sys.stderr)
        return 1
    if (home / "db" / "lapel.sqlite3").exists():
        print(
            f"{home} holds a demo; choose another LAPEL_HOME for a real instance.",
            file=sys.stderr,
        )
        return 1
    base_url = options.base_url or "https://" + _asked(options.domain, "Domain")
    admin = _asked(options.admin, "E-mail of the first administrator")
    organisation = _asked(options.organisation, "Name of the organisation that awards")
    mail = _asked(options.mail, "Mail server (smtp://…)")
    wrong = _faults(base_url, admin, options.zone)
    if wrong:
        print(wrong, file=sys.stderr)
        return 2
    _write(env_file, base_url=base_url, mail=mail, database=options.database)
    try:
        _fill(admin=admin, organisation=organisation, zone=options.zone)
    except BaseException:
        _take_back(home, env_file)
        raise
    print(f"\nReady. Settings and secrets: {env_file} (keep a copy in a safe place).")
    print(f"Next: `lapel serve`, then sign in at {base_url} as {admin}; a code comes by mail,")
    print("and you will be led to set up a second factor. `lapel doctor` checks every part.")
    return 0


def _asked(given: str | None, question: str) -> str:
    if given:
        return given
    if not sys.stdin.isatty():
        raise SystemExit(f"lapel setup: {question} is missing; see `lapel setup --help`.")
    return input(f"{question}: ").strip()


def _faults(base_url: str, admin: str, zone: str) -> str:
    from zoneinfo import available_timezones

    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    address = urlsplit(base_url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        return f"{base_url!r} is no address a browser could open."
    if address.path.strip("/") or address.hostname in {"http", "https"}:
        return f"{base_url!r} must name a host alone, such as https://lapel.example.org."
    if zone not in available_timezones():
        return f"{zone!r} is no time zone; one looks like Africa/Nairobi."
    try:
        validate_email(admin)
    except ValidationError:
        return f"{admin!r} is no e-mail address."
    return ""


def _take_back(home: Path, env_file: Path) -> None:
    """Leave nothing of a setup that failed, so that it can be begun anew."""
    env_file.unlink()
    for left in (home / "db").glob("lapel.sqlite3*"):
        left.unlink()


def _write(env_file: Path, *, base_url: str, mail: str, database: str | None) -> None:
    env_file.parent.mkdir(parents=True, exist_ok=True)
    values = {
        "LAPEL_INSTANCE": "real",
        "LAPEL_BASE_URL": base_url,
        "LAPEL_SECRET_KEY": secrets.token_urlsafe(48),
        "LAPEL_KEYS_SECRET": secrets.token_urlsafe(48),
        "LAPEL_MAIL_URL": mail,
    }
    values |= {"LAPEL_DATABASE_URL": database} if database else {}
    file = os.open(env_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as lines:
        lines.writelines(f"{name}={value}\n" for name, value in values.items())
        lines.flush()
        os.fsync(lines.fileno())


def _refuse_what_is_there() -> None:
    from lapel.doors.cli.tables import is_in_use
    from lapel.env import SettingError

    if is_in_use():
        raise SettingError(
            "the database that LAPEL_DATABASE_URL names holds somebody already; make an empty one."
        )


def _fill(*, admin: str, organisation: str, zone: str) -> None:
    """Make tables, framework, organisation, administrator and key through the rooms' actions."""
    from lapel.doors.cli.prepare import prepare

    prepare()
    _refuse_what_is_there()
    from django.db import transaction
    from django.utils.text import slugify

    from lapel.doors.cli.demo.library import load_competencies
    from lapel.journey.issuing.actions import prepare_issuer
    from lapel.journey.people.actions import found_organisation, grant_role, open_account
    from lapel.journey.people.models import Role
    from lapel.journey.record.actions import begin_instance

    with transaction.atomic():
        begin_instance(kind="real")
        load_competencies()
        founded = found_organisation(
            person=None,
            slug=slugify(organisation) or "organisation",
            name=organisation,
            kind="programme",
            zone=zone,
        )
        head = open_account(email=admin, name="")
        grant_role(person=None, to=head, organisation=founded, role=Role.ADMINISTRATOR)
        # Where this fails, nothing is left of it in a database that is not ours to throw away.
        prepare_issuer(organisation=founded)
