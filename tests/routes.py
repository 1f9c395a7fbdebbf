"""Who may open which address, for every address there is.

`TABLE` names each route (as Django's resolver does) and states who may: a set of names of the
cast, or one per state of the thing the address points at. Whoever is not named gets the sign-in
page, 403 or 404. A route that is not in the table fails tests/house/test_routes.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, get_resolver, reverse

from lapel.doors.api.case_description import KINDS
from world import ANONYMOUS, World

if TYPE_CHECKING:
    from collections.abc import Iterator

Names = frozenset[str]
SIGNED_IN = frozenset(
    {"amina", "ben", "bola", "chipo", "dara", "elif", "femi"}
    | {"gita", "hana", "ibrahim", "emre", "nia", "zuri"}
)
EVERYONE = SIGNED_IN | {ANONYMOUS}
NOBODY: Names = frozenset()


def only(*names: str) -> Names:
    return frozenset(names)


AMINA = only("amina")
# Zuri holds every role in another organisation: she opens the rooms, and none of their things.
LEADS = only("elif", "ibrahim", "emre", "zuri")
DESIGNERS = only("dara", "zuri")
BRINGERS = only("dara", "ibrahim", "zuri")
ASSESSORS = only("ben", "bola", "gita", "zuri")
LEAD_ASSESSORS = only("gita", "zuri")
OFFICERS = only("hana", "zuri")
FIGURES = only("elif", "emre", "zuri")


@dataclass(frozen=True)
class Route:
    """Who may open an address: `who`, or by state of the `thing` it points at."""

    who: Names | dict[str, Names] = EVERYONE
    thing: str = ""
    get: bool = True
    post: bool = False
    fixed: dict[str, Any] = field(default_factory=dict)
    # What a post brings: enough to be taken from those who may.
    data: dict[str, Any] = field(default_factory=dict)
    # Pages of assessors: what would tell them whose work it is must not stand there.
    blind: bool = False
    # Steps of signing in lead back and forth by what went before; only that they hold is asked.
    steps: bool = False

    def may(self, state: str) -> Names:
        return self.who if isinstance(self.who, frozenset) else self.who[state]


@dataclass(frozen=True)
class Place:
    """One address, pointing at a thing in one state."""

    name: str
    state: str
    path: str
    route: Route

    @property
    def may(self) -> Names:
        return self.route.may(self.state)

    def __str__(self) -> str:
        return f"{self.name} ({self.state})" if self.state else self.name


def page(who: Names = EVERYONE, thing: str = "", **more: Any) -> Route:
    return Route(who, thing, **more)


def form(who: Names = EVERYONE, thing: str = "", **more: Any) -> Route:
    return Route(who, thing, post=True, **more)


def act(who: Names = EVERYONE, thing: str = "", **more: Any) -> Route:
    """Give a route that takes posts only."""
    return Route(who, thing, get=False, post=True, **more)


BY_SHARE = {
    "private": only("amina", "hana"),
    "shared": EVERYONE,
    "revoked": EVERYONE,
    "suspended": EVERYONE,
}
PICTURED = {**BY_SHARE, "private": NOBODY}
# The closed one never came before review.
IN_REVIEW = dict.fromkeys(
    ("earned", "almost", "held", "adjudicated", "disputed", "in review", "queued"), AMINA
) | {"closed": NOBODY}
HOLDS_WORK = {
    "Ben's": only("ben"),
    "locked": only("bola"),
    "kept by Bola": only("bola"),
    "to conclude": only("gita"),
}
# The first cases of a rubric are discussed once they are decided, and not before.
NORMED = {
    **dict.fromkeys(("decided", "almost", "adjudicated"), only("ben", "bola", "gita")),
    **dict.fromkeys(("held", "disputed", "in review"), NOBODY),
}
NORMED_BY = {state: who & {"gita"} for state, who in NORMED.items()}
TIMES = {
    "drafts": 365,
    "removed": 30,
    "originals": 90,
    "shown": 1825,
    "answers": 1095,
    "extension": 90,
}
HEARS = {"heard by Gita": only("gita"), "free": NOBODY}
MAY_TAKE = {"heard by Gita": NOBODY, "free": only("gita")}
NO_ENDORSEMENT = dict.fromkeys(("asked", "in force", "from outside", "of an award"), NOBODY)
ANSWERS = {**NO_ENDORSEMENT, "asked": only("zuri"), "of an award": only("chipo")}
TAKES_BACK = {
    "asked": only("dara", "hana"),
    "in force": NOBODY,
    "from outside": only("dara", "hana"),
    "of an award": AMINA,
}
LOOKS_AT = {
    "asked": only("dara", "hana", "zuri"),
    "in force": only("dara", "hana", "zuri"),
    "from outside": only("dara", "hana", "ibrahim", "zuri"),
    "of an award": only("amina", "chipo"),
}
# One that goes on has nothing to be read yet.
FOUND_OUT = {"over": AMINA, "going on": NOBODY}
ASKS_FOR = {"private": AMINA, "shared": AMINA, "revoked": NOBODY, "suspended": NOBODY}
DOOR = form(steps=True)
MINE = form(SIGNED_IN, steps=True)

TABLE: dict[str, Route] = {
    "home": page(),
    "icon": page(),
    "app-manifest": page(),
    "styleguide": page(),
    "theme": act(),
    "language": DOOR,
    "jobs": page(only("ibrahim", "zuri")),
    "job-again": act(only("ibrahim", "zuri"), "parked job"),
    # Signing in, and one's own account.
    "account_login": DOOR,
    "account_request_login_code": DOOR,
    "account_confirm_login_code": DOOR,
    "mfa_login_webauthn": DOOR,
    "mfa_authenticate": DOOR,
    "account_logout": DOOR,
    "account_signup": DOOR,
    "account_signup_by_passkey": DOOR,
    "mfa_signup_webauthn": DOOR,
    "account_inactive": DOOR,
    "mfa_reauthenticate": MINE,
    "mfa_reauthenticate_webauthn": MINE,
    "account_reauthenticate": DOOR,
    "account_email": MINE,
    "account_email_verification_sent": DOOR,
    "mfa_index": MINE,
    "mfa_activate_totp": MINE,
    "mfa_deactivate_totp": MINE,
    "mfa_view_recovery_codes": MINE,
    "mfa_generate_recovery_codes": MINE,
    "mfa_download_recovery_codes": page(NOBODY),  # nobody has set any up
    "mfa_list_webauthn": MINE,
    "mfa_add_webauthn": MINE,
    "mfa_edit_webauthn": form(NOBODY, fixed={"pk": 1}),  # nobody has a passkey
    "mfa_remove_webauthn": form(NOBODY, fixed={"pk": 1}),
    "usersessions_list": MINE,
    # The API, and signed documents.
    "api:openapi-json": DOOR,
    "api:api-root": page(NOBODY),  # it is there to build addresses from
    "api:microcredentials": page(),
    "api:microcredential": page(fixed={"slug": "wait-time"}),
    "log-checkpoint": page(fixed={"number": 1}),
    "log-tile": page(fixed={"number": 1, "path": "0/000.p/1"}),
    "log-witness": act(),
    "id-issuer": page(thing="issuer name"),
    "id-did": page(NOBODY, "issuer name"),  # on http the issuer signs under did:key
    "id-revocations": page(thing="issuer name"),
    "id-achievement": page(thing="achievement"),
    "id-svg": page(thing="achievement"),
    "id-png": page(thing="achievement"),
    "id-award": Route(BY_SHARE, "award name"),
    "id-refresh": Route(BY_SHARE, "award name"),
    "id-status": page(thing="status"),
    "id-endorsement": page(thing="endorsement name"),
    "id-competency": page(thing="competency"),
    # CASE: our competencies and rubrics, for everybody; `name` is of no thing there.
    **{f"case-{each}-documents": page() for each in ("v1p1", "v1p0")},
    **{f"case-{each}-discovery": page() for each in ("v1p1", "v1p0")},
    **{
        f"case-{each}-{kind}": page(NOBODY, fixed={"name": "of-nothing"})
        for each in ("v1p1", "v1p0")
        for kind in KINDS
    },
    "case-missing": page(NOBODY, fixed={"rest": "v2p0/CFDocuments"}),
    # Wallets: what is told to everybody, and what opens by its own secret alone.
    "openid4vci-instance": page(),
    "openid4vci-server-instance": page(),
    **{
        f"openid4vci-{each}": page(thing="issuer name")
        for each in ("issuer", "issuer-13", "server", "server-13", "openid", "openid-13")
    },
    "vcapi-issue": act(steps=True),
    "vcapi-status": act(steps=True),
    "vcapi-verify-credential": act(steps=True),
    "vcapi-verify-presentation": act(steps=True),
    "openid4vci-offer": page(NOBODY, fixed={"name": "nothing"}),
    "openid4vci-token": act(steps=True),
    "openid4vci-nonce": act(),
    "openid4vci-credential": act(steps=True),
    "openid4vci-notification": act(steps=True),
    "people:index": page(LEADS),
    "people:found": form(only("ibrahim", "zuri")),
    "people:organisation": page(only("elif", "ibrahim"), "organisation"),
    "people:settings": form(only("ibrahim"), "organisation"),
    "people:close": form(only("ibrahim"), "organisation"),
    "people:reopen": act(only("ibrahim"), "organisation"),
    "people:holidays": page(only("elif", "ibrahim"), "organisation"),
    "people:add_holiday": act(only("ibrahim"), "organisation"),
    "people:remove_holiday": act(only("ibrahim"), "organisation"),
    "people:grant": act(
        only("ibrahim"), "organisation", data={"email": "grace@example.org", "role": "teacher"}
    ),
    "people:end_membership": act(only("amina", "ibrahim"), "membership"),
    "people:invite": form(LEADS),
    "people:invite_example": page(LEADS),
    "people:sheet": form(only("elif"), "sheet"),
    "people:sheet_bad": page(only("elif"), "sheet"),
    "people:withdraw": act(only("elif", "ibrahim"), "invitation"),
    "people:account": form(SIGNED_IN),
    "people:data": page(SIGNED_IN),
    "people:leave": form(SIGNED_IN),
    "people:demo": page(),
    "people:demo_mail": page(),  # the demo's post, for all to read; a real instance has none
    "people:demo_letter": page(thing="letter"),
    "people:demo_letter_html": page(NOBODY, "letter"),  # this letter has no HTML
    "consent:index": form(SIGNED_IN, data={"name": "9C", "organisation": ""}),
    "consent:class": page(AMINA, "class"),
    "consent:add": act(AMINA, "class", data={"lines": "N. N."}),
    "consent:forms": act(AMINA, "class"),
    "consent:close": form(AMINA, "class"),
    "consent:student": page(AMINA, "student"),
    "consent:record": act(
        AMINA, "student", data={"given_on": "2026-03-02", "expires_on": "2026-12-31"}
    ),
    "consent:change": act(AMINA, "student", data={"label": "J. K."}),
    "consent:withdraw": act(AMINA, "student"),
    "consent:link": act(AMINA, "student"),
    "consent:remove": act(AMINA, "student"),
    # A family has no account: the code is all, and tells of one student by initials.
    "consent:families": form(
        only("ibrahim"),
        data={"class_name": "9Z", "label": "A. B.", "words": "Known here.", "language": "en"},
    ),
    "consent:contact": form(
        only("ibrahim"), fixed={"slug": "harbour-school"}, data={"words": "Office, room 2"}
    ),
    "consent:help": page(),
    "consent:door": DOOR,
    "consent:family": form(thing="family link", data={"wish": "decline", "guardian": "A. B."}),
    "files:upload": Route(AMINA, "file", get=False),  # speaks tus: HEAD, PATCH, DELETE
    "files:state": page(AMINA, "file"),
    "files:original": page(NOBODY, "file"),  # these came without their originals
    "files:shown": page(thing="link"),
    "redaction:file": page(AMINA, "file"),
    "redaction:all": act(AMINA, "found file"),
    "redaction:add": act(AMINA, "found file", data={"wish": "box"}),
    "redaction:again": act(AMINA, "file"),
    "redaction:shows": act(AMINA, "found file"),
    "redaction:myself": act(AMINA, "found file"),
    "redaction:settle": act(AMINA, "suggestion", data={"wish": "accept"}),
    "redaction:picture": page(NOBODY, "suggestion"),  # only a film's faces have one
    "catalogue:index": page(),
    "catalogue:framework": page(),
    "catalogue:competency": page(fixed={"code": "T07"}),
    "catalogue:stacks": page(),
    "catalogue:stack": page(fixed={"slug": "talk-moves"}),
    "catalogue:microcredential": page(fixed={"slug": "wait-time"}),
    "catalogue:print": page(fixed={"slug": "wait-time"}),
    "catalogue:version": page(thing="version"),
    "authoring:index": page(DESIGNERS),
    "authoring:import": form(DESIGNERS),
    "authoring:stack": form(DESIGNERS),
    "authoring:frameworks": page(BRINGERS),
    "authoring:bring": form(BRINGERS),
    "authoring:brought": form(only("dara", "ibrahim"), "brought framework"),
    "authoring:discard_framework": act(only("dara", "ibrahim"), "brought framework"),
    "authoring:framework": form(only("dara", "ibrahim"), "framework"),
    "authoring:version": page(only("dara"), "version"),
    "authoring:revise": act(only("dara"), fixed={"slug": "wait-time"}),
    "authoring:draft": form(only("dara"), "document"),
    "authoring:preview": page(only("dara"), "document"),
    "authoring:publish": form(only("dara"), "document"),
    "authoring:discard": act(only("dara"), "document"),
    "authoring:document": page(only("dara"), "document"),
    "authoring:levels": page(DESIGNERS),
    "authoring:bring_levels": form(DESIGNERS),
    "authoring:levels_of": page(only("dara"), "levels"),
    "authoring:write_levels": form(only("dara"), "levels"),
    "authoring:bring_levels_of": form(only("dara"), "levels"),
    "authoring:levels_document": page(only("dara"), fixed={"code": "T05", "number": 1}),
    "authoring:review_levels": act(
        only("dara"), "levels version", data={"verdict": "mend", "words": "Mend it.", "seen": "x"}
    ),
    "authoring:publish_levels": form(only("dara"), "levels version"),
    "authoring:put_levels_away": act(only("dara"), "levels version"),
    "diagnosis:index": page(SIGNED_IN),
    "diagnosis:begin": act(SIGNED_IN, data={"language": "en"}),
    "diagnosis:result": page(AMINA, "diagnosis"),
    "diagnosis:question": form(AMINA, "diagnosis", data={"revision": "0", "said": "skipped"}),
    "diagnosis:own_view": form(AMINA, "diagnosis", data={"T07": "3"}),
    "diagnosis:end": act(AMINA, "diagnosis"),
    "diagnosis:print": page(FOUND_OUT, "diagnosis"),
    "diagnosis:picture": page(FOUND_OUT, "diagnosis"),
    "diagnosis:steps": page(FOUND_OUT, "diagnosis"),
    "diagnosis:record": page(FOUND_OUT, "diagnosis"),
    "diagnosis:bank": page(DESIGNERS),
    "diagnosis:bank_new": form(DESIGNERS),
    "diagnosis:bank_publish": form(DESIGNERS),
    "diagnosis:bank_bring": form(DESIGNERS),
    "diagnosis:bank_export": page(DESIGNERS),
    "diagnosis:bank_item": page(only("dara"), "question"),
    "diagnosis:bank_write": form(only("dara"), "question"),
    "diagnosis:bank_ask": act(only("dara"), "wording", data={}),
    "diagnosis:bank_unask": act(only("dara"), "asked review"),
    "diagnosis:bank_review": act(
        only("dara"), "wording", data={"verdict": "mend", "words": "Mend it.", "seen": "x"}
    ),
    "diagnosis:bank_retire": form(only("dara"), "wording", data={"because": "Dated."}),
    "diagnosis:calibrations": page(FIGURES | DESIGNERS),
    "diagnosis:order-calibration": act(DESIGNERS, data={"language": "en"}),
    "diagnosis:calibration": page(FIGURES | DESIGNERS, "calibration"),
    "diagnosis:aims": form(LEADS),
    "diagnosis:end-aim": act(only("elif", "ibrahim"), "aim"),
    "diagnosis:growth": page(SIGNED_IN),
    "diagnosis:growth-print": page(AMINA),
    "diagnosis:growth-picture": page(AMINA),
    "diagnosis:growth-let-see": act(SIGNED_IN, data={"mentor": "nobody"}),
    "diagnosis:growth-end": act(AMINA, "growth reader"),
    "diagnosis:growth-shown": page(only("chipo", "zuri")),
    "diagnosis:growth-of": page(only("chipo"), "growth reader"),
    "plan:index": page(SIGNED_IN),
    "plan:goals": form(SIGNED_IN),
    "plan:levels": page(SIGNED_IN),
    "plan:step": page(AMINA, "plan step"),
    "plan:change": act(AMINA, data={"act": "unlock", "slug": "wait-time"}),
    "plan:move": act(AMINA, data={"way": "up", "slug": "wait-time"}),
    "plan:undo": act(AMINA),
    "plan:again": act(AMINA),
    "plan:settle": act(AMINA, "plan proposal"),
    "plan:calendar": page(AMINA),
    "plan:drop": form(AMINA),
    "learning:index": page(SIGNED_IN),
    "learning:enrol": form(SIGNED_IN, fixed={"slug": "wait-time"}),
    "learning:media": page(SIGNED_IN, "media"),
    "learning:today": form(SIGNED_IN, data={"id": "1", "kind": "effort", "effort": "5"}),
    "learning:keep": act(SIGNED_IN),
    "learning:worker": page(),
    "learning:rhythm": form(SIGNED_IN),
    "learning:pause": act(SIGNED_IN),
    "learning:back": act(SIGNED_IN),
    "learning:notes": page(SIGNED_IN),
    "learning:enrolment": page(AMINA, "enrolment"),
    "learning:leave": form(AMINA, "enrolment"),
    "learning:module": page(AMINA, "module"),
    "learning:done": act(AMINA, "module"),
    "learning:position": act(AMINA, "film", data={"seconds": "1"}),
    "learning:check": act(AMINA, "check", data={"option": "0"}),
    "evidence:index": page(SIGNED_IN),
    "evidence:begin": act(AMINA, "enrolment"),
    "evidence:draft": page(AMINA, "draft"),
    "evidence:precheck": page(AMINA, "draft"),
    "evidence:answer": form(AMINA, "answer", data={"text": "Mine now.", "base_revision": "1"}),
    "evidence:settle": act(AMINA, "set aside", data={"choice": "saved", "base_revision": "1"}),
    "evidence:add": act(AMINA, "slot", data={"name": "a.m4a", "size": "10"}),
    "evidence:card": page(AMINA, "artefact"),
    "evidence:ai_use": act(AMINA, "artefact", data={"ai_use": "planning"}),
    "evidence:captions": act(AMINA, "artefact"),
    "evidence:again": act(AMINA, "artefact"),
    "evidence:remove": act(AMINA, "artefact"),
    "evidence:restore": act(AMINA, "artefact"),
    "evidence:ask_colleague": act(AMINA, "artefact", data={"email": "nia@example.org"}),
    "evidence:answer_share": act(only("nia"), "share", data={"answer": "decline"}),
    "evidence:end_share": act(only("amina", "nia"), "share"),
    "evidence:grown": page(AMINA, "draft"),
    "evidence:privacy": form(AMINA, "draft"),
    "evidence:attest": act(
        AMINA, "draft", data={"statement": ["consent-held", "no-names", "no-faces", "own-work"]}
    ),
    "evidence:submit": form(AMINA, "draft"),
    "evidence:attempt": page(AMINA, "submission"),
    "evidence:manifest": page(AMINA, "submission"),
    "evidence:withdraw": form(AMINA, "submission"),
    "evidence:ask": act(AMINA, "draft"),
    "evidence:let_in": act(AMINA, "draft"),
    "evidence:end_reading": act(AMINA, "reader"),
    "evidence:reading": form(only("chipo"), "read draft", data={"text": "Mine now."}),
    "evidence:meetings": page(SIGNED_IN),
    "evidence:log": act(only("chipo"), "meeting", data={"held_on": "2026-03-02"}),
    "retention:index": page(SIGNED_IN),
    "retention:put-off": act(AMINA, "draft"),
    "retention:organisations": page(only("hana", "ibrahim", "zuri")),
    "retention:times": form(only("hana", "ibrahim"), fixed={"slug": "college"}, data=TIMES),
    "retention:hold": act(
        only("hana", "ibrahim"),
        fixed={"slug": "college"},
        data={"email": "dara@example.org", "reason": "A court's letter."},
    ),
    "retention:lift": act(only("hana", "ibrahim"), "hold on evidence"),
    "licensure:index": page(only("hana")),
    "licensure:mine": page(SIGNED_IN),
    "licensure:switch": act(only("hana"), fixed={"slug": "waiting"}),
    "licensure:switch_all": act(only("hana"), fixed={"slug": "college"}),
    "licensure:identity": form(only("hana"), "identity"),
    "qualification:mirror": page(ASSESSORS),
    "qualification:control": page(LEAD_ASSESSORS),
    "qualification:promise": page(),
    "qualification:pause": page(only("bola", "zuri"), "pause"),
    "qualification:contest_pause": act(only("bola"), "pause", data={"words": "The key is wrong."}),
    "qualification:contest_anchor": act(only("bola"), "pause anchor", data={"reason": "At 2:05."}),
    "qualification:decide_pause": act(only("zuri"), "pause", data={"words": "I looked at it."}),
    "qualification:index": page(ASSESSORS),
    "qualification:withdraw": act(only("gita"), "qualification", data={"words": "She asked."}),
    "qualification:begin": act(only("ben", "bola", "gita"), "training set"),
    "qualification:training": page(only("ben"), "training"),
    "qualification:bias": form(only("ben"), "training"),
    "qualification:rubric": form(only("ben"), "training"),
    "qualification:practise": act(only("ben"), "practice"),
    "qualification:try": act(only("ben"), "training"),
    "qualification:further": act(only("gita"), "training", data={"words": "We scored two."}),
    "qualification:trial": page(only("ben"), "trial"),
    "qualification:anchor": act(only("ben"), "anchor"),
    "qualification:scoring": page(only("ben"), "scoring"),
    "qualification:mark": act(only("ben"), "mark", data={"level": "yes"}),
    "qualification:lock": act(only("ben"), "scoring"),
    "qualification:sets": page(only("dara", "gita", "zuri")),
    "qualification:set": page(only("dara", "gita"), "training set"),
    "qualification:admit": act(only("gita"), "training set"),
    "qualification:bring": act(only("dara", "gita"), "training set"),
    "qualification:draft": page(only("dara", "gita"), "training document"),
    "qualification:publish": act(only("dara", "gita"), "training document"),
    "qualification:discard": act(only("dara", "gita"), "training document"),
    "qualification:keys": page(only("ben", "bola", "gita"), "anchor key"),
    "qualification:give": act(only("ben", "bola", "gita"), "keyed criterion"),
    "qualification:agree": act(only("ben", "bola", "gita"), "keyed criterion"),
    "qualification:contest": act(
        only("ben", "bola", "gita"), "keyed criterion", data={"reason": "At 2:05."}
    ),
    "integrity:index": page(LEAD_ASSESSORS, blind=True),
    "integrity:match": page(only("gita"), "match", blind=True),
    "integrity:dismiss": act(only("gita"), "match", data={"reason": "They plan together."}),
    "integrity:ask": act(only("gita"), "match", data={"words": "How did it come about?"}),
    "integrity:inquiry": page(only("gita"), "inquiry", blind=True),
    "integrity:find": act(only("gita"), "inquiry", data={"finding": "nothing", "reason": "A."}),
    "integrity:question": page(AMINA, "inquiry"),
    "integrity:reply": act(AMINA, "inquiry", data={"reply": "We planned it together."}),
    "viva:index": page(ASSESSORS, blind=True),
    "viva:talk": page(AMINA, "viva"),
    **{
        f"viva:{each}": act(AMINA, "viva")
        for each in ("choose", "open", "ask_to_write", "hand_in", "propose", "note")
    },
    "viva:record": act(AMINA, "viva question"),
    "viva:begin": act(AMINA, "viva question", data={"name": "a.webm", "size": "8"}),
    "viva:keep": act(AMINA, "viva question", data={"file": "nothing"}),
    "viva:write": act(AMINA, "viva question", data={"text": "I counted to three."}),
    "viva:take": Route(MAY_TAKE, "viva", get=False, post=True, blind=True),
    "viva:hear": Route(HEARS, "viva", blind=True),
    **{
        f"viva:{each}": Route(HEARS, "viva", get=False, post=True, blind=True)
        for each in ("hand_back", "grant", "agree", "note_hearing", "find")
    },
    "viva:swap": Route(HEARS, "viva question", get=False, post=True, data={"reason": "Known."}),
    "viva:overseen": page(only("gita"), "viva", blind=True),
    "viva:settle": act(only("gita"), "viva", data={"goes_on": "no", "words": "Exams."}),
    "viva:ask": act(only("gita"), "match", data={"words": "Two plans."}),
    "review:index": page(ASSESSORS, blind=True),
    "review:take": act(ASSESSORS, blind=True),
    "review:take_kept": Route(HOLDS_WORK, "assessment", get=False, post=True, blind=True),
    "review:assess": Route(HOLDS_WORK, "assessment", blind=True),
    "review:save": act(only("ben"), "score", blind=True, data={"revision": "0", "level": "yes"}),
    "review:lock": Route(HOLDS_WORK, "assessment", post=True, blind=True),
    "review:conclude": Route(HOLDS_WORK, "assessment", post=True, blind=True),
    "review:hand_back": Route(HOLDS_WORK, "assessment", get=False, post=True, blind=True),
    "review:recuse": Route(
        HOLDS_WORK,
        "assessment",
        get=False,
        post=True,
        blind=True,
        data={"reason": "I know this class."},
    ),
    "review:choose": act(only("ben"), "score set aside", blind=True),
    "review:work": page(ASSESSORS, blind=True),
    "review:work_table": page(ASSESSORS, blind=True),
    "review:lead": page(LEAD_ASSESSORS, blind=True),
    "review:adjudicate": act(LEAD_ASSESSORS, blind=True),
    "review:case": page(only("gita"), "case", blind=True),
    "review:settle": act(
        only("gita"), "case", blind=True, data={"remedy": "send_back", "words": "Unreadable."}
    ),
    "review:norming": page(ASSESSORS, blind=True),
    "review:normed": Route(NORMED, "case", blind=True),
    "review:read_norming": Route(NORMED, "case", get=False, post=True, blind=True),
    "review:write_norming": Route(NORMED_BY, "case", get=False, post=True, blind=True),
    "review:candidates": page(only("gita"), fixed={"slug": "waiting"}, blind=True),
    "review:again": act(only("gita"), "case", blind=True, data={"why": "A drift."}),
    "review:pass_on": act(only("gita"), "case", blind=True),
    "review:settle_look": act(only("gita"), "case", blind=True),
    "review:decided": page(LEAD_ASSESSORS, blind=True),
    "review:history": page(only("gita"), "case", blind=True),
    "review:assessors": form(only("gita"), fixed={"slug": "waiting"}, blind=True),
    "review:twice": act(only("gita"), fixed={"slug": "waiting"}, blind=True),
    "review:end_appointment": act(only("gita"), "appointment", blind=True),
    "review:fairness": page(LEAD_ASSESSORS, blind=True),
    "review:fairness_consent": act(SIGNED_IN, data={"allowed": "on"}),
    "review:reliability": page(fixed={"slug": "wait-time"}),
    "review:reliability_json": page(fixed={"slug": "wait-time"}),
    "review:reliability_svg": page(fixed={"slug": "wait-time"}),
    "review:reliability_png": page(fixed={"slug": "wait-time"}),
    "review:tracker": page(AMINA, "submission"),
    "review:rate": act(AMINA, "submission", data={"helped": "yes"}),
    "review:appeal": act(
        IN_REVIEW,
        "submission",
        data={"criteria": ["plans"], "words": "Please look at the last line."},
    ),
    "review:take_back_appeal": act(IN_REVIEW, "submission"),
    "issuing:index": page(OFFICERS),
    "issuing:batches": page(OFFICERS),
    "issuing:upload-batch": form(OFFICERS),
    "issuing:batch-example": page(OFFICERS),
    "issuing:batch": page(only("hana"), "batch"),
    "issuing:batch-lines": page(only("hana"), "batch"),
    "issuing:confirm-batch": act(
        only("hana"), "batch", data={"words": "They finished the course.", "sure": "on"}
    ),
    "issuing:pause-batch": act(only("hana"), "batch"),
    "issuing:resume-batch": act(only("hana"), "batch"),
    "issuing:change-many": form(OFFICERS),
    "issuing:change": page(only("hana"), "change"),
    "issuing:cancel-batch": act(only("hana"), "batch"),
    "issuing:endorsements": page(SIGNED_IN),
    "issuing:ask-endorsement": form(only("dara", "hana", "zuri")),
    "issuing:ask-award-endorsement": Route(ASKS_FOR, "award", post=True),
    "issuing:endorsement": Route(LOOKS_AT, "endorsement"),
    "issuing:accept-endorsement": Route(
        ANSWERS,
        "endorsement",
        get=False,
        post=True,
        data={"accept-comment": "We hire them.", "accept-sure": "on"},
    ),
    "issuing:reject-endorsement": Route(
        ANSWERS | {"from outside": only("ibrahim", "zuri")},
        "endorsement",
        get=False,
        post=True,
        data={"reject-words": "Not now."},
    ),
    "issuing:withdraw-endorsement": Route(TAKES_BACK, "endorsement", get=False, post=True),
    "issuing:revoke-endorsement": Route(
        {**NO_ENDORSEMENT, "in force": only("zuri")},
        "endorsement",
        get=False,
        post=True,
        data={"revoke-words": "It has changed.", "revoke-sure": "on"},
    ),
    "issuing:let-in-endorsement": Route(
        {**NO_ENDORSEMENT, "from outside": only("ibrahim", "zuri")},
        "endorsement",
        get=False,
        post=True,
    ),
    "issuing:log": page(),
    "issuing:tend-log": page(only("ibrahim", "zuri")),
    "issuing:reconcile": act(only("ibrahim", "zuri"), data={"checkpoint": "x"}),
    "issuing:open-epoch": act(only("ibrahim", "zuri"), data={"reason": "Lost.", "sure": "on"}),
    "issuing:keys": page(OFFICERS),
    "issuing:disown": form(
        only("hana"), "key", data={"words": "A laptop was stolen.", "sure": "on"}
    ),
    "issuing:rotate": act(only("hana"), "issuer"),
    "issuing:award": page(only("hana"), "award"),
    "issuing:newer": form(AMINA, "award"),
    "issuing:revoke": form(
        only("hana"), "award", data={"reason": "policy", "words": "A mistake.", "sure": "on"}
    ),
    "issuing:suspend": form(
        only("hana"), "award", data={"reason": "policy", "words": "A mistake.", "sure": "on"}
    ),
    "issuing:reinstate": form(only("hana"), "award", data={"words": "It stands.", "sure": "on"}),
    "issuing:keep": form(only("hana"), "award", data={"words": "It stands.", "sure": "on"}),
    "issuing:expire": form(
        only("hana"),
        "award",
        data={"valid_until": "2999-12-31", "reason": "policy", "words": "So.", "sure": "on"},
    ),
    "issuing:refresh": form(only("hana"), "award", data={"words": "A new key.", "sure": "on"}),
    "issuing:reissue": form(only("hana"), "award", data={"words": "She moved.", "sure": "on"}),
    "sharing:index": page(SIGNED_IN),
    "sharing:verify": form(),
    "sharing:badge": Route(BY_SHARE, "award"),
    "sharing:card": Route(PICTURED, "award"),
    "sharing:award": page(AMINA, "award"),
    "sharing:reissue": form(SIGNED_IN),
    "sharing:share": act(AMINA, "award", data={"is_public": "on"}),
    "sharing:district": act(AMINA, "award", data={"wish": "give"}),
    **{
        f"sharing:download-{each}": page(AMINA, "award")
        for each in ("json", "png", "svg", "certificate", "proof", "anchored", "bundle", "qr")
    },
    # Programs come with a token of their own; without one they get an error in their own form.
    "oauth-register": act(),
    "oauth-authorize": form(SIGNED_IN),
    "oauth-token": act(),
    "oauth-revoke": act(),
    "ob3-discovery": page(),
    "ob3-credentials": form(),
    "ob3-profile": page(),
    "ob3-elsewhere": page(NOBODY, fixed={"rest": "nothing"}),
    "bc-manifest": page(),
    "bc-assertions": form(),
    "bc-profile": page(),
    "bc-elsewhere": page(NOBODY, fixed={"rest": "nothing"}),
    "id-assertion": page(thing="assertion"),
    "id-badge-class": page(thing="achievement"),
    "id-issuer-2": page(thing="issuer name"),
    "exchange:programs": page(SIGNED_IN),
    "exchange:end": act(AMINA, "program"),
    "exchange:rules": page(),
    "exchange:brought": form(SIGNED_IN),
    "exchange:check": act(AMINA, "brought"),
    "exchange:discard": act(AMINA, "brought"),
    "exchange:download": page(AMINA, "brought"),
    "exchange:api-tokens": form(only("ibrahim", "zuri")),
    "exchange:api-token-end": act(only("ibrahim"), "api token"),
    "exchange:wallet": form(AMINA, "award", data={"wish": "end"}),
    "exchange:wallet-code": page(NOBODY, "award"),  # no offer waits
    "sharing:oembed": page(steps=True),  # without an address it has nothing to say
    "sharing:cv": page(SIGNED_IN, fixed={"form": "json-resume"}),
    "sharing:paper": page(AMINA, "paper"),
    "sharing:transcript": act(AMINA, "award issuer"),
    "sharing:form": Route(AMINA, "award form", get=False, post=True),
    "currency:index": form(only("ibrahim", "zuri")),
    "currency:withdraw": act(only("ibrahim"), "recognition"),
    "messaging:webhooks": form(LEADS),
    "messaging:webhook": page(only("ibrahim"), "endpoint"),
    "messaging:ping": act(only("ibrahim"), "endpoint"),
    "messaging:rotate": act(only("ibrahim"), "endpoint"),
    "messaging:end": act(only("ibrahim"), "endpoint"),
    "messaging:again": act(only("ibrahim"), "webhook message"),
    "messaging:discard": act(only("ibrahim"), "webhook message"),
    "messaging:let-in": act(SIGNED_IN),
    "messaging:push-key": act(SIGNED_IN),
    "messaging:device-off": act(AMINA, "device"),
    "messaging:device-try": act(AMINA, "device"),
    "insight:index": page(FIGURES),
    "insight:standings": page(FIGURES),
    "insight:export": page(FIGURES, fixed={"table": "schools"}),
}


def names(patterns: Any = None, space: str = "") -> Iterator[str]:
    """Give the names of all routes that the resolver knows; each has to have one."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}"
        else:
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from names(each.url_patterns, inner)


def places(world: World, room: str | None = None) -> list[Place]:
    """Give every address of a room (or of all), pointing at everything there is."""
    found = []
    for name, route in TABLE.items():
        if room is not None and room != (name.partition(":")[0] if ":" in name else ""):
            continue
        states = world.things[route.thing] if route.thing else {"": route.fixed}
        found += [
            Place(name, state, reverse(name, kwargs=target), route)
            for state, target in states.items()
        ]
    return found
