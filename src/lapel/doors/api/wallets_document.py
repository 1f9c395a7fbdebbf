"""The doors of wallets and of VC-API described, as OpenAPI 3.1; kept in docs/reference/openapi."""

from __future__ import annotations

from typing import Any

from lapel.journey.exchange.queries.wallets import CONFIGURATIONS, PRE_AUTHORIZED

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
OBJECT: Json = {"type": "object"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
OAUTH_ERROR: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": TEXT,
        "error_description": TEXT,
        "c_nonce": TEXT,
        "c_nonce_expires_in": {"type": "integer"},
    },
}
PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "detail"],
    "properties": {"type": {"type": "string", "format": "uri"}, "title": TEXT, "detail": TEXT},
}


def openid4vci() -> Json:
    """Describe OpenID4VCI, draft 13 and 1.0."""
    metadata = _reads("What a credential issuer offers.")
    server = _reads("Where its tokens are had (RFC 8414).")
    issuer, well_known = "/id/issuer/{name}", "/.well-known"
    paths = {
        f"{well_known}/openid-credential-issuer": metadata,
        f"{well_known}/openid-credential-issuer{issuer}": metadata,
        f"{issuer}{well_known}/openid-credential-issuer": metadata,
        f"{well_known}/oauth-authorization-server": server,
        f"{well_known}/oauth-authorization-server{issuer}": server,
        f"{issuer}{well_known}/oauth-authorization-server": server,
        f"{well_known}/openid-configuration{issuer}": server,
        f"{issuer}{well_known}/openid-configuration": server,
        "/openid4vci/offers/{name}": _reads("An offer, while it waits."),
        "/openid4vci/token": {"post": _token()},
        "/openid4vci/nonce": {"post": _operation("Get a nonce for a proof.", _NONCE)},
        "/openid4vci/credential": {"post": _credential()},
        "/openid4vci/notification": {"post": _notification()},
    }
    return _document("OpenID for Verifiable Credential Issuance", "1.0 and draft 13", paths)


def vc_api() -> Json:
    """Describe VC-API."""
    options: Json = {"type": "object", "properties": {"challenge": TEXT, "domain": TEXT}}
    shown = {"verifiablePresentation": OBJECT, "options": options}
    either: Json = {"oneOf": [OBJECT, TEXT]}
    paths = {
        "/credentials/issue": {"post": _issue()},
        "/credentials/status": {"post": _status()},
        "/credentials/verify": {
            "post": _checks("Verify a credential.", {"verifiableCredential": either})
        },
        "/presentations/verify": {"post": _checks("Verify a presentation.", shown)},
    }
    return _document("Verifiable Credential API", "0.7", paths)


def _document(title: str, version: str, paths: Json) -> Json:
    for path, operations in paths.items():
        if "{name}" in path:
            place = {"name": "name", "in": "path", "required": True, "schema": TEXT}
            paths[path] = {**operations, "parameters": [place]}
    bearer = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {"securitySchemes": {"bearer": bearer}},
    }


_NONCE: Json = {
    "type": "object",
    "required": ["c_nonce"],
    "properties": {"c_nonce": TEXT, "c_nonce_expires_in": {"type": "integer"}},
}


def _reads(summary: str) -> Json:
    return {"get": _operation(summary, OBJECT, error="404")}


def _operation(summary: str, answer: Json, *, error: str = "400", status: str = "200") -> Json:
    return {
        "summary": summary,
        "responses": {
            status: {"description": "Done.", "content": {JSON: {"schema": answer}}},
            error: {"description": "Refused.", "content": {JSON: {"schema": OAUTH_ERROR}}},
        },
    }


def _takes(kind: str, properties: Json, required: list[str]) -> Json:
    schema = {"type": "object", "required": required, "properties": properties}
    return {"required": True, "content": {kind: {"schema": schema}}}


def _token() -> Json:
    asked = {
        "grant_type": {"const": PRE_AUTHORIZED},
        "pre-authorized_code": TEXT,
        "tx_code": TEXT,
        "authorization_details": TEXT,
    }
    answer: Json = {
        "type": "object",
        "required": ["access_token", "token_type", "expires_in", "c_nonce"],
        "properties": {
            "access_token": TEXT,
            "token_type": {"const": "bearer"},
            "expires_in": {"type": "integer"},
            "authorization_details": {"type": "array", "items": OBJECT},
            **_NONCE["properties"],
        },
    }
    body = _takes(FORM, asked, ["grant_type", "pre-authorized_code"])
    return {**_operation("Exchange a code for a token.", answer), "requestBody": body}


def _credential() -> Json:
    jwt: Json = {"type": "object", "properties": {"proof_type": {"const": "jwt"}, "jwt": TEXT}}
    several: Json = {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 1}
    asked = {
        "credential_configuration_id": {"enum": list(CONFIGURATIONS)},
        "credential_identifier": {"enum": list(CONFIGURATIONS)},
        "format": {"enum": list(CONFIGURATIONS.values())},
        "credential_definition": OBJECT,
        "vct": TEXT,
        "proof": jwt,
        "proofs": {"type": "object", "properties": {"jwt": several}},
    }
    badge: Json = {"oneOf": [OBJECT, TEXT]}
    one: Json = {"type": "object", "properties": {"credential": badge}}
    answer: Json = {
        "type": "object",
        "properties": {
            "credentials": {"type": "array", "items": one},
            "credential": badge,
            "format": TEXT,
            "notification_id": TEXT,
            **_NONCE["properties"],
        },
    }
    return _with_token("Get the badge, bound to a key.", answer, _takes(JSON, asked, []))


def _notification() -> Json:
    asked = {
        "notification_id": TEXT,
        "event": {"enum": ["credential_accepted", "credential_failure", "credential_deleted"]},
        "event_description": TEXT,
    }
    body = _takes(JSON, asked, ["notification_id", "event"])
    said = _with_token("Tell what became of a badge.", OBJECT, body)
    said["responses"]["204"] = {"description": "Heard."}
    del said["responses"]["200"]
    return said


def _with_token(summary: str, answer: Json, body: Json, *, status: str = "200") -> Json:
    said = _operation(summary, answer, status=status)
    said["responses"]["401"] = {"description": "No token, or one that is over."}
    return {**said, "security": [{"bearer": []}], "requestBody": body}


def _issue() -> Json:
    answer: Json = {"type": "object", "properties": {"verifiableCredential": OBJECT}}
    body = _takes(JSON, {"credential": OBJECT, "options": OBJECT}, ["credential"])
    said = _with_token("Sign a credential for an organisation.", answer, body, status="201")
    said["responses"]["400"] = _refused("Not signed, and why.")
    return said


def _status() -> Json:
    entry: Json = {
        "type": "object",
        "properties": {
            "type": {"const": "BitstringStatusListEntry"},
            "statusPurpose": {"const": "revocation"},
        },
    }
    said = {"credentialId": TEXT, "credentialStatus": entry, "status": {"const": True}}
    answer: Json = {"type": "object", "properties": said}
    body = _takes(JSON, said, ["credentialId", "credentialStatus"])
    told = _with_token("Revoke what a program of the organisation had signed.", answer, body)
    told["responses"]["400"] = _refused("Not revoked, and why.")
    told["responses"]["404"] = _refused("Nothing of this id was signed here.")
    return told


def _checks(summary: str, asked: Json) -> Json:
    several: Json = {"type": "array", "items": PROBLEM}
    answer: Json = {
        "type": "object",
        "required": ["verified", "checks", "warnings", "errors"],
        "properties": {
            "verified": {"type": "boolean"},
            "outcome": TEXT,
            "issuer": TEXT,
            "checks": {"type": "array", "items": TEXT},
            "warnings": several,
            "errors": several,
            "problemDetails": several,
        },
    }
    body = _takes(JSON, {"options": OBJECT, **asked}, [next(iter(asked))])
    told = {"description": "Not verified, and why.", "content": {JSON: {"schema": answer}}}
    said = {**_operation(summary, answer), "requestBody": body}
    said["responses"]["400"] = told
    said["responses"]["429"] = _refused("Too many requests.")
    return said


def _refused(words: str) -> Json:
    return {"description": words, "content": {"application/problem+json": {"schema": PROBLEM}}}
