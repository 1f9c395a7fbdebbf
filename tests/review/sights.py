"""All that a person gets to see: each address of tests/routes.py, her programs', files, letters."""

from __future__ import annotations

import re
from collections import Counter
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from lapel.journey.messaging.models import Message
from lapel.journey.review.models import Assessment
from routes import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpResponse
    from django.test import Client

    from messaging.receiving import Receiver
    from review.twins import Twin

# What differs between any two answers, and tells nothing: tokens, nonces, ids, signed links,
# the parts of a second.
MASKS = [
    (rb'name=\\?"csrfmiddlewaretoken\\?" value=\\?"[^"]+"', b"CSRF"),
    (rb'"nonce-[^"]+"|nonce="[^"]+"|\'nonce-[^\']+\'', b"NONCE"),
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"ID"),
    (rb"/files/[^\"' ]+?/(?=[a-z]+-\d+\.)", b"LINK/"),
    (rb"(csrftoken|sessionid)=[^;]+", b"COOKIE"),
    # a word kept for the next page, without when it was kept and the signature
    (rb"(messages=[^:;]+):[\w-]+:[\w-]+", rb"\1"),
    (rb"expires=[^;]+", b"EXPIRES"),
    (rb"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", b"DATE"),
    (rb"(T\d\d:\d\d:\d\d)\.\d+", rb"\1"),
    # the marks on what is shown: a case and whose eyes, in letters that mean nothing elsewhere
    (rb"\b([CV])-[A-Z2-7]{6}\b", rb"\1-CODE"),
    # the key by which this Lapel signs notifications: drawn once, and here in every world
    (rb'\{"key": "[\w-]{87}"\}', b"PUSH KEY"),
    # public on every card: all that was ever decided of a micro-credential, in one number
    (rb"There (is|are) \d+ decisions? so far", b"SO FAR"),
    # the key of the log, which is made with the first award
    (rb"\+[0-9a-f]{8}\+[\w+/=]{44}", b"LOG KEY"),
    (rb"Content-Length: \d+", b"LENGTH"),
]
STATUS = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
LINKS = re.compile(r"/files/[^\"'\s]+?/[a-z]+-\d+\.[a-z0-9]+")
# The demo's post, which a real instance has none of; a number that is another each time; and what
# the log holds of awards, which are salted hashes, and so others each time.
NO_SIGHT = {"people:demo_mail", "openid4vci-nonce", "log-checkpoint", "log-tile"}
# What programs ask, with the token of somebody who let them in: the doors of the API.
# What verifies others' documents is open to all, and starts a process for each.
BY_TOKEN = [
    name
    for name in TABLE
    if name.startswith(("api:", "ob3-", "bc-", "vcapi-")) and not name.startswith("vcapi-verify")
]
# What she looks at after every act; of all else it is every so-manieth address, in turn.
DOORS = {"review:index", "review:assess", "review:work", "review:lead", "review:tracker"}
TURNS = 36
DOORS_OF_PROGRAMS = 7  # in as many looks a program has been at all of its doors
Sight = tuple[str, bytes]


def masked(answer: HttpResponse, path: str) -> bytes:
    """Give an answer with its status, headers and cookies, without what differs each time."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.items()))
    whole = f"{answer.status_code}\n{headers}\n{answer.cookies.output()}\n".encode()
    whole += b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return _without_what_always_differs(whole.replace(path.encode(), b"HERE"))


class Eyes:
    """One person before her browser; what she does in looking is taken back each time."""

    def __init__(self, name: str, client: Client, token: str = "") -> None:
        self.name, self.client, self.asked, self.token = name, client, 0, token
        self.cookies = client.cookies.output(header="")

    def asks(self, method: str, path: str, data: Any = None, **more: Any) -> bytes:
        """Ask once, from an address of its own, and take back all it did."""
        with transaction.atomic():
            found = self.does(method, path, data, **more)
            transaction.set_rollback(True)
        return found

    def does(
        self, method: str, path: str, data: Any = None, *, json: bool = False, **headers: str
    ) -> bytes:
        """Ask, and let it stand."""
        self.asked += 1
        self.client.cookies = SimpleCookie(self.cookies)
        address = f"10.{self.asked >> 16}.{self.asked >> 8 & 255}.{self.asked & 255}"
        send = getattr(self.client, method.lower())
        kind = {"content_type": "application/json"} if json else {}
        return masked(send(path, data or {}, REMOTE_ADDR=address, headers=headers, **kind), path)

    def sees(
        self,
        twin: Twin,
        *,
        rooms: Iterable[str] = (),
        only: Iterable[str] = (),
        acts: bool = True,
        programs: bool = True,
        files: bool = True,
        turn: int | None = None,
    ) -> list[Sight]:
        """Open every address there is (of these rooms, or only these), read all files, letters.

        With a `turn` it is her doors, and of all other addresses and her programs' those whose
        turn it is.
        """
        wanted = frozenset(rooms), frozenset(only)
        return [
            *self._addresses(twin, *wanted, acts=acts, turn=turn),
            *(self._by_token(twin, turn) if programs else ()),
            *(self._files(twin) if files else ()),
            *self._letters(),
        ]

    def _addresses(
        self,
        twin: Twin,
        rooms: frozenset[str],
        only: frozenset[str],
        *,
        acts: bool,
        turn: int | None,
    ) -> Iterator[Sight]:
        for number, (label, path, route) in enumerate(addresses(twin, self._mine(twin))):
            name = label.partition(" ")[0]
            if rooms and name.partition(":")[0] not in rooms:
                continue
            if only and name not in only:
                continue
            if turn is not None and name not in DOORS and (number - turn) % TURNS:
                continue
            if route.get:
                yield f"GET {label}", self.asks("GET", path)
            if route.post and acts:
                yield f"POST {label}", self.asks("POST", path, route.data)

    def _by_token(self, twin: Twin, turn: int | None) -> Iterator[Sight]:
        """Ask at each door of the API what her program may ask, of the case itself too."""
        if not self.token:
            return
        known = {"Authorization": f"Bearer {self.token}"}
        for number, name in enumerate(BY_TOKEN):
            if turn is not None and (number - turn) % DOORS_OF_PROGRAMS:
                continue
            path = reverse(name, kwargs=TABLE[name].fixed)
            yield f"program GET {name}", self.asks("GET", path, **known)
            for key in (twin.case.pk, twin.case.submission_id):
                told = {"credentialId": f"urn:uuid:{key}", "credentialStatus": STATUS}
                yield f"program POST {name}", self.asks("POST", path, told, json=True, **known)
            yield f"program asks {name} for a case", self.asks("GET", f"{path}/{key}", **known)

    def _mine(self, twin: Twin) -> Assessment | None:
        """Give what she has on her desk: the case itself, or the anchor in its place."""
        found = Assessment.objects.filter(assessor__name__iexact=self.name.strip("_"))
        return found.exclude(case__in=[twin.other.pk]).order_by("-taken_at").first()

    def _files(self, twin: Twin) -> Iterator[Sight]:
        """Read each file that her workbench shows: whole, a part of it, its headers alone."""
        mine = self._mine(twin)
        if mine is None:
            return
        self.client.cookies = SimpleCookie(self.cookies)
        page = self.client.get(reverse("review:assess", args=[mine.pk])).content.decode()
        for number, path in enumerate(sorted(set(LINKS.findall(page)), key=_last)):
            yield f"file {number}", self.asks("GET", path)
            yield f"part of file {number}", self.asks("GET", path, Range="bytes=0-99")
            yield f"head of file {number}", self.asks("HEAD", path)

    def _letters(self) -> Iterator[Sight]:
        told = Message.objects.filter(person__name__iexact=self.name.strip("_"))
        for each in sorted({_plain(one) for one in told}):
            yield f"letter {each.split()[0].decode()}", each


def told_to_programs(receiver: Receiver) -> list[Sight]:
    """Give what an organisation's programs were sent, in order; ids and signatures are masked."""
    return [
        (f"webhook {number}", _without_what_always_differs(body))
        for number, (_url, body, _head) in enumerate(receiver.taken)
    ]


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _plain(letter: Message) -> bytes:
    return _without_what_always_differs(
        f"{letter.kind}\n{letter.subject}\n{letter.text}\n{letter.html}".encode()
    )


def _without_what_always_differs(whole: bytes) -> bytes:
    for pattern, instead in MASKS:
        whole = re.sub(pattern, instead, whole)
    return whole


def addresses(twin: Twin, mine: Assessment | None) -> Iterator[tuple[str, str, Any]]:
    """Give each address with a name that is the same in every world."""
    things = twin.things(mine)
    for name, route in TABLE.items():
        if name in NO_SIGHT or route.steps or (route.thing and route.thing not in things):
            continue
        targets = things[route.thing] if route.thing else {"": route.fixed}
        for label, target in targets.items():
            # the micro-credential that the case is for, where the table names another
            own = {"slug": "waiting"} if not route.thing and "slug" in target else {}
            yield f"{name} {label}".strip(), reverse(name, kwargs={**target, **own}), route


def difference(one: list[Sight], other: list[Sight]) -> list[str]:
    """Say where two worlds look different: the address, and the first line that is not the same."""
    names = [name for name, _bytes in one], [name for name, _bytes in other]
    if names[0] != names[1]:
        counts = [Counter(each) for each in names]
        found = counts[0] - counts[1] + (counts[1] - counts[0])
        order = next((pair for pair in zip(*names, strict=False) if pair[0] != pair[1]), "")
        return [f"other sights: {dict(found)}, first {order}"]
    return [
        f"{name}: {_first(here, there)}"
        for (name, here), (_name, there) in zip(one, other, strict=True)
        if here != there
    ]


def _first(here: bytes, there: bytes) -> str:
    lines = here.splitlines(), there.splitlines()
    pairs = zip(*lines, strict=False)
    found = next(((a, b) for a, b in pairs if a != b), (lines[0][-1:], lines[1][-1:]))
    return " | ".join(str(each)[:300] for each in found)
