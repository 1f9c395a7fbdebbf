"""VC-API: credentials issued and revoked for an organisation's programs, verified for everybody.

Source: W3C CCG Verifiable Credential API 0.7, §3.2 and §3.3, in the shapes that W3C's test suites
send. What does not verify is answered 400, as they expect, with a problem for each step that failed
(RFC 9457; the types are those of VC Data Model 2.0, §7.1, and Bitstring Status List 1.0, §3.4).
"""

from __future__ import annotations

import json
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.urls import path
from django.utils.translation import override

from lapel.domain.badges.checks import as_list
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.presentation import Occasion
from lapel.domain.badges.verdicts import Outcome, Verdict
from lapel.doors.api.protocol import (
    bearer_of,
    declared_size,
    for_programs,
    is_too_often,
    object_of,
)
from lapel.journey.exchange.actions import note_api_use
from lapel.journey.exchange.queries.api_tokens import ISSUE, live_api_token
from lapel.journey.issuing import actions as issuing
from lapel.journey.sharing.queries import checked
from lapel.ports.checking import CheckingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from django.urls import URLPattern

    from lapel.domain.badges.verdicts import Step, Verification
    from lapel.journey.exchange.models import ApiToken

LARGEST_BODY = 1024 * 1024
RATES = {"issue": "120/m/ip", "verify": "30/m/ip"}
PROBLEMS = "https://www.w3.org/TR/vc-data-model#"
STATUS_PROBLEMS = "https://www.w3.org/ns/credentials/status-list#"
# The word of the standards for a step that failed.
TYPES = {
    "read": f"{PROBLEMS}PARSING_ERROR",
    "proof": f"{PROBLEMS}CRYPTOGRAPHIC_SECURITY_ERROR",
    "key": f"{PROBLEMS}CRYPTOGRAPHIC_SECURITY_ERROR",
    "challenge": f"{PROBLEMS}CRYPTOGRAPHIC_SECURITY_ERROR",
    "domain": f"{PROBLEMS}CRYPTOGRAPHIC_SECURITY_ERROR",
    "holder": f"{PROBLEMS}CRYPTOGRAPHIC_SECURITY_ERROR",
    "validity": f"{PROBLEMS}RANGE_ERROR",
    "expiry": f"{PROBLEMS}RANGE_ERROR",
    "status": f"{STATUS_PROBLEMS}STATUS_VERIFICATION_ERROR",
}
STATUS_TYPE = "BitstringStatusListEntry"
MALFORMED = f"{PROBLEMS}MALFORMED_VALUE_ERROR"


class _AskedWronglyError(Exception):
    """A request is refused; the message says why."""

    def __init__(self, sentence: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(sentence)
        self.status = status


def _problem(sentence: str, status: int) -> JsonResponse:
    body = {"type": MALFORMED, "title": "The request is refused.", "detail": sentence}
    answer = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="Lapel"'
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer["Retry-After"] = "60"
    return answer


def _posts(action: str) -> Callable[[Callable[..., JsonResponse]], Any]:
    """Let a view take posts of JSON of a bounded size, at a rate, from programs."""

    def marked(view: Callable[..., JsonResponse]) -> Any:
        @wraps(view)
        def called(request: HttpRequest) -> JsonResponse:
            if request.method != "POST":
                answer = _problem("This address takes POST.", HTTPStatus.METHOD_NOT_ALLOWED)
                answer["Allow"] = "POST"
                return answer
            if declared_size(request, otherwise=0) > LARGEST_BODY:
                return _problem("The request is too large.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if is_too_often(request, f"vcapi-{action}", RATES[action]):
                return _problem("Too many requests; try again later.", 429)
            try:
                with override("en"):
                    return view(request)
            except _AskedWronglyError as refusal:
                return _problem(str(refusal), refusal.status)

        return for_programs(called)

    return marked


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        return object_of(request, most=LARGEST_BODY)
    except BadgeError as error:
        raise _AskedWronglyError(str(error)) from error


@_posts("issue")
def issue(request: HttpRequest) -> JsonResponse:
    """Sign a credential for the organisation whose token the program shows (§3.2.1)."""
    token = _token(request)
    asked = _body(request)
    credential = asked.get("credential")
    if not isinstance(credential, dict) or not isinstance(asked.get("options", {}), dict):
        raise _AskedWronglyError("The request holds no “credential” object.")
    try:
        signed = issuing.sign_for_program(
            organisation=token.organisation, credential=credential, token_id=token.pk
        )
    except (issuing.Refusal, BadgeError) as refusal:
        raise _AskedWronglyError(str(refusal)) from refusal
    note_api_use(token=token)
    return JsonResponse({"verifiableCredential": signed}, status=HTTPStatus.CREATED)


@_posts("issue")
def status(request: HttpRequest) -> JsonResponse:
    """Revoke what a program of the same organisation had signed, for good (§3.2.2).

    `credentialStatus` names a purpose, of which there is one here, and may say type and status.
    """
    token = _token(request)
    asked = _body(request)
    name, entries = asked.get("credentialId"), as_list(asked.get("credentialStatus"))
    if not isinstance(name, str) or len(entries) != 1 or not isinstance(entries[0], dict):
        raise _AskedWronglyError("The request names a “credentialId” and one “credentialStatus”.")
    _check_entry(entries[0], asked.get("status", True))
    organisation = token.organisation
    revoked = issuing.revoke_for_program(
        organisation=organisation, credential_id=name, token_id=token.pk
    )
    if not revoked:
        raise _AskedWronglyError("Nothing of this id was signed here.", HTTPStatus.NOT_FOUND)
    note_api_use(token=token)
    entry = {"type": STATUS_TYPE, "statusPurpose": "revocation"}
    return JsonResponse({"credentialId": name, "credentialStatus": entry, "status": True})


def _check_entry(entry: Mapping[str, Any], wish: object) -> None:
    if entry.get("type", STATUS_TYPE) != STATUS_TYPE:
        raise _AskedWronglyError(f"The status of what is signed here is a {STATUS_TYPE}.")
    if entry.get("statusPurpose", "revocation") != "revocation":
        raise _AskedWronglyError("What is signed here can be revoked, and nothing else.")
    if wish is not True:
        raise _AskedWronglyError("What was revoked stays so: “status” is true.")


def _token(request: HttpRequest) -> ApiToken:
    text = bearer_of(request)
    found = live_api_token(text, ISSUE) if text else None
    if found is None:
        raise _AskedWronglyError("A token that may issue is required.", HTTPStatus.UNAUTHORIZED)
    return found


@_posts("verify")
def verify_credential(request: HttpRequest) -> JsonResponse:
    """Verify a credential, or a token in its envelope (§3.3.1)."""
    found = _body(request).get("verifiableCredential")
    if isinstance(found, dict) and "VerifiablePresentation" in as_list(found.get("type")):
        raise _AskedWronglyError("A presentation is verified at /presentations/verify.")
    if not isinstance(found, dict | str):
        raise _AskedWronglyError("The request holds no “verifiableCredential”.")
    return _told(_checked(found), {})


@_posts("verify")
def verify_presentation(request: HttpRequest) -> JsonResponse:
    """Verify a presentation made for the challenge and domain in the options (§3.3.2)."""
    asked = _body(request)
    found, options = asked.get("verifiablePresentation"), asked.get("options", {})
    if not isinstance(found, dict) or "VerifiablePresentation" not in as_list(found.get("type")):
        raise _AskedWronglyError("The request holds no “verifiablePresentation”.")
    if not isinstance(options, dict):
        raise _AskedWronglyError("The options are no object.")
    answer = _checked(found, _occasion(options))
    inside = [step for step in answer.steps if step.id.startswith("credential.")]
    results = [
        {"verified": step.verdict in (Verdict.PASS, Verdict.UNKNOWN), "detail": step.sentence}
        for step in inside
    ]
    shown = all(step.verdict is not Verdict.FAIL for step in answer.steps if step not in inside)
    return _told(answer, {"presentationResult": {"verified": shown}, "credentialResults": results})


def _occasion(options: Mapping[str, Any]) -> Occasion | None:
    """Give what the presentation has to be made for; None where nothing was asked for."""
    challenge, domain = options.get("challenge"), options.get("domain")
    if challenge is None and domain is None:
        return None
    if not isinstance(challenge, str) or not isinstance(domain, str):
        raise _AskedWronglyError("The options name a challenge and a domain, both texts.")
    return Occasion(challenge=challenge, domain=domain)


def _checked(found: dict[str, Any] | str, occasion: Occasion | None = None) -> Verification:
    text = found if isinstance(found, str) else json.dumps(found)
    try:
        return checked(text.encode(), occasion=occasion).verification
    except CheckingError as error:
        raise _AskedWronglyError(str(error), HTTPStatus.SERVICE_UNAVAILABLE) from error


def _told(answer: Verification, more: dict[str, Any]) -> JsonResponse:
    """Tell what a check came to: `verified` where nothing failed, with warnings for what is open.

    That nobody confirms the issuer is a warning: a program that asks decides whom it trusts.
    """
    verified = answer.outcome in (Outcome.VALID, Outcome.NOT_CONFIRMED)
    wrong = [step for step in answer.steps if step.verdict in (Verdict.FAIL, Verdict.ENDED)]
    if not wrong and not verified:  # of an unknown kind, so that it could not be checked
        wrong = [step for step in answer.steps if step.verdict is Verdict.UNKNOWN]
    open_ = [step for step in answer.steps if step.verdict is Verdict.UNKNOWN]
    problems = [_as_problem(step) for step in wrong]
    body = {
        "verified": verified,
        "outcome": answer.outcome.code,
        "issuer": answer.issuer,
        "checks": [step.id for step in answer.steps],
        "warnings": [_as_problem(step) for step in open_ if step not in wrong],
        "errors": problems,
        "problemDetails": problems,
        **more,
    }
    return JsonResponse(body, status=HTTPStatus.OK if verified else HTTPStatus.BAD_REQUEST)


def _as_problem(step: Step) -> dict[str, str]:
    return {"type": TYPES.get(step.id, MALFORMED), "title": step.code, "detail": step.sentence}


urlpatterns: list[URLPattern] = [
    path("credentials/issue", issue, name="vcapi-issue"),
    path("credentials/status", status, name="vcapi-status"),
    path("credentials/verify", verify_credential, name="vcapi-verify-credential"),
    path("presentations/verify", verify_presentation, name="vcapi-verify-presentation"),
]
