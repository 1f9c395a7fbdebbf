"""The service description of the Open Badges 3.0 API: OpenAPI 3.0 as 1EdTech extends it (§7.1.1).

Badges and profiles are described by 1EdTech's own schemas, named by their addresses.
"""

from __future__ import annotations

from typing import Any

from lapel.doors.api.protocol import addresses
from lapel.journey.exchange.queries import scopes

Json = dict[str, Any]
SCHEMAS = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json"
JWS = r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$"
FAILURES = {
    "400": "The request is malformed; the description says where.",
    "401": "No token, or one that is unknown or has ended.",
    "403": "The holder did not allow this, or the badge is not hers.",
    "405": "The address does not take this method.",
    "default": "Anything else; the description says what.",
}
SCOPES = {
    scopes.READ_BADGES: "Read the holder's badges.",
    scopes.BRING_BADGES: "Put badges into the holder's portfolio.",
    scopes.READ_PROFILE: "Read the holder's name and e-mail address.",
    scopes.CHANGE_PROFILE: "Change the holder's name.",
}


def document(base: str) -> Json:
    """Give the document of an instance at this address."""
    rules = addresses(base)["rules"]
    return {
        "openapi": "3.0.1",
        "info": {
            "title": "Lapel",
            "description": "The Open Badges 3.0 API: badges and profile of a holder who agrees.",
            "version": "3.0",
            "termsOfService": f"{rules}#terms",
            "x-imssf-privacyPolicyUrl": f"{rules}#privacy",
            "x-imssf-image": f"{base}/static/web/lapel.svg",
        },
        "servers": [{"url": f"{base}/ims/ob/v3p0"}],
        "tags": [{"name": "OpenBadgeCredentials"}, {"name": "Discovery"}],
        "paths": {
            "/credentials": {"get": _get_credentials(), "post": _upsert_credential()},
            "/profile": {"get": _get_profile(), "put": _put_profile()},
            "/discovery": {"get": _discovery()},
        },
        "components": {"securitySchemes": _security(base), "schemas": _schemas()},
    }


def _security(base: str) -> Json:
    at = addresses(base)
    flow = {
        "authorizationUrl": at["authorize"],
        "tokenUrl": at["token"],
        "refreshUrl": at["token"],
        "scopes": SCOPES,
    }
    return {
        "OAuth2ACG": {
            "type": "oauth2",
            "description": "Authorization code with PKCE (S256); state is required.",
            "x-imssf-name": "Lapel",
            "x-imssf-registrationUrl": at["register"],
            "x-imssf-revocationUrl": at["revoke"],
            "x-imssf-privacyPolicyUrl": f"{at['rules']}#privacy",
            "x-imssf-termsOfServiceUrl": f"{at['rules']}#terms",
            "flows": {"authorizationCode": flow},
        }
    }


def _operation(name: str, summary: str, scope: str, **more: Any) -> Json:
    operation = {"operationId": name, "summary": summary, "tags": ["OpenBadgeCredentials"], **more}
    failures = {code: _answer(said, "Imsx_StatusInfo") for code, said in FAILURES.items()}
    operation["responses"] = {**more["responses"], **failures}
    return operation | {"security": [{"OAuth2ACG": [scope]}]}


def _get_credentials() -> Json:
    found = _answer("A page of the holder's badges.", "GetOpenBadgeCredentialsResponse")
    found["headers"] = {
        "X-Total-Count": _header("How many there are.", "integer"),
        "Link": _header("The first, last, next and previous page (RFC 8288).", "string"),
    }
    moment = {"type": "string", "format": "date-time"}
    parameters = [
        _parameter("limit", "The most badges of a page.", _whole(1) | {"maximum": 100}),
        _parameter("offset", "The first badge of the page, from 0.", _whole(0)),
        _parameter("since", "Only badges that came or were signed after this time.", moment),
    ]
    said = "Get the holder's badges, in the order in which they came."
    return _operation(
        "getCredentials", said, scopes.READ_BADGES, parameters=parameters, responses={"200": found}
    )


def _upsert_credential() -> Json:
    badge = {"application/json": _ref("AchievementCredential"), "text/plain": _ref("CompactJws")}
    body = {"required": True, "content": badge}
    responses = {
        "200": {"description": "The badge replaced an earlier one, or is here.", "content": badge},
        "201": {"description": "The badge was kept.", "content": badge},
        "304": {"description": "If-None-Match names the badge as it is here."},
        "409": _answer("A later badge of the same id and issuer is here.", "Imsx_StatusInfo"),
        "413": _answer("The badge is larger than 512 kB.", "Imsx_StatusInfo"),
    }
    said = "Verify a badge and put it into the holder's portfolio, by id and issuer."
    return _operation(
        "upsertCredential", said, scopes.BRING_BADGES, requestBody=body, responses=responses
    )


def _get_profile() -> Json:
    responses = {"200": _answer("The profile.", "Profile")}
    said = "Get the holder's profile."
    return _operation("getProfile", said, scopes.READ_PROFILE, responses=responses)


def _put_profile() -> Json:
    body = {"required": True, "content": {"application/json": _ref("Profile")}}
    responses = {"200": _answer("The profile as it is kept: of it the name.", "Profile")}
    said = "Write the holder's profile, of which the name is kept."
    return _operation(
        "putProfile", said, scopes.CHANGE_PROFILE, requestBody=body, responses=responses
    )


def _discovery() -> Json:
    found = {
        "description": "This document.",
        "content": {"application/json": {"schema": _object()}},
    }
    return {
        "operationId": "getServiceDescription",
        "summary": "Get this document.",
        "tags": ["Discovery"],
        "responses": {"200": found},
        "security": [],
    }


def _schemas() -> Json:
    badge = f"{SCHEMAS}/ob_v3p0_achievementcredential_schema.json"
    listed = {
        "credential": {"type": "array", "items": {"$ref": badge}},
        "compactJwsString": {"type": "array", "items": {"$ref": "#/components/schemas/CompactJws"}},
    }
    return {
        "AchievementCredential": {"allOf": [{"$ref": badge}]},
        "Profile": {"allOf": [{"$ref": f"{SCHEMAS}/ob_v3p0_profile_schema.json"}]},
        "CompactJws": {"type": "string", "pattern": JWS},
        "GetOpenBadgeCredentialsResponse": _object(listed),
        "Imsx_StatusInfo": _status_info(),
    }


def _status_info() -> Json:
    values = {
        "imsx_codeMinorFieldName": {"type": "string"},
        "imsx_codeMinorFieldValue": {"type": "string"},
    }
    fields = {"type": "array", "minItems": 1, "items": _object(values, *values)}
    properties = {
        "imsx_codeMajor": _word("failure", "processing", "success", "unsupported"),
        "imsx_severity": _word("error", "status", "warning"),
        "imsx_description": {"type": "string"},
        "imsx_codeMinor": _object({"imsx_codeMinorField": fields}, "imsx_codeMinorField"),
    }
    return _object(properties, "imsx_codeMajor", "imsx_severity")


def _object(properties: Json | None = None, *required: str) -> Json:
    made: Json = {"type": "object"}
    made |= {"properties": properties} if properties else {}
    return made | ({"required": list(required)} if required else {})


def _word(*words: str) -> Json:
    return {"type": "string", "enum": list(words)}


def _whole(least: int) -> Json:
    return {"type": "integer", "minimum": least}


def _parameter(name: str, said: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "description": said, "schema": schema}


def _header(said: str, kind: str) -> Json:
    return {"description": said, "schema": {"type": kind}}


def _ref(name: str) -> Json:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _answer(said: str, schema: str) -> Json:
    return {"description": said, "content": {"application/json": _ref(schema)}}
