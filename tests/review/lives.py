"""Lives of a case: who looks, what differs that is hidden from her, and who does what meanwhile.

There are three kinds. An *assessor* scores blind: beside her, the whole secret differs, and what
her partner does, down to whether there is one. A *lead* settles a dispute: who said what differs,
and whose work it is (R9). Whoever has no seat, from the teacher to a stranger, may know that a case
is being scored, and never how: the same is done in both worlds, with other levels and words, and by
another where the first of two may be anybody.

Acts are those of whoever looks; of the two assessors; and, as "@gita …", of anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from hypothesis import strategies as st

from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import clock_shift
from review.sights import addresses
from review.stage import quote
from review.twins import NARROW_WAYS, ONE_SEAT, TEAM_WAYS, WAYS, Secret, key
from world import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lapel.journey.review.models import Assessment
    from review.sights import Eyes, Sight
    from review.theatre import Theatre
    from review.twins import Twin

ASSESSORS = ("ben", "bola", "hana", "seb")
LEADS = ("gita", "lena")
# Everybody else there is: with a part in the case, with one in the college, and with none.
OTHERS = (
    "teacher", "teacher", "noor", "amina", "chipo", "dara", "elif", "emre", "femi", "gita", "hana",
    "ibrahim", "lena", "olga", "seb", ANONYMOUS,
)  # fmt: skip
# Rooms in which an assessment leaves a trace.
NEAR = ("review", "qualification", "integrity", "evidence", "redaction", "viva", "files", "home")
LEVELS = ("yes", "almost", "not_yet", "cannot_judge/too_short")
BELOW = {
    "comment": "The plan names only one open question, and its follow-up fits all.",
    "next_step": "Write two more questions with a likely answer each.",
}
# Whoever does these is gone, or has both locked: then nothing is hidden any more.
NEVER_DONE = {"people:leave", "review:lock", "review:conclude"}


@dataclass(frozen=True)
class Life:
    """Who looks, two secrets, what everybody sees done, and beside it what differs."""

    viewer: str
    secrets: tuple[Secret, Secret]
    acts: tuple[str, ...]
    # for each world, after each act: (who, what she does)
    beside: tuple[Any, Any] = ((), ())
    pilots: int = 0
    rooms: tuple[str, ...] = ()
    begins_at: int = 0

    @property
    def desk(self) -> str:
        """Give whose desk the case comes to."""
        return self.viewer if self.acts[0] == "take" else "ben"


class Script:
    """What somebody does in every world, one act after another, and all that she sees.

    From a `turn` on she looks after each act at a part of what there is; otherwise at the end, and
    at all of it.
    """

    def __init__(
        self,
        eyes: Eyes,
        acts: Sequence[str],
        *,
        beside: Iterable[Iterable[tuple[str, str]]] = (),
        rooms: Sequence[str] = (),
        turn: int | None = None,
        programs: bool = True,
        eyes_of: Callable[[str, Twin], Eyes] | None = None,
    ) -> None:
        self.eyes, self.acts, self.rooms = eyes, acts, rooms
        self.beside, self.turn, self.programs = iter(beside), turn, programs
        self.eyes_of = eyes_of
        self.kept: list[Sight] = []

    def __call__(self, twin: Twin) -> list[Sight]:
        """Play it; after each act the partner of that world may do something."""
        for number, act in enumerate(self.acts):
            self._does(twin, act)
            for who, each in next(self.beside, ()):
                twin.partner(each, who)
            deliver_all()
            if self.turn is not None:
                turn = self.turn + number
                self.kept += self.eyes.sees(
                    twin,
                    rooms=self.rooms,
                    turn=turn,
                    programs=self.programs,
                    files=not number % 4,
                )
        if self.turn is None:
            programs = self.programs
            self.kept += self.eyes.sees(
                twin, rooms=self.rooms, acts=not self.rooms, programs=programs
            )
        return self.kept

    def _does(self, twin: Twin, act: str) -> None:
        """Do it; what "@gita …" does is done by her, who sees what comes of it alone."""
        verb, *words = act.split()
        if not verb.startswith("@"):
            getattr(self, verb)(twin, *words)
            return
        assert self.eyes_of is not None
        Script(self.eyes_of(verb[1:], twin), ())._does(twin, " ".join(words))

    def _mine(self, twin: Twin) -> Assessment | None:
        return self.eyes._mine(twin)

    def _posts(self, name: str, *args: Any, **data: Any) -> None:
        path = reverse(f"review:{name}", args=args)
        self.kept.append((f"does {name}", self.eyes.does("POST", path, data)))

    def take(self, twin: Twin) -> None:
        del twin
        self._posts("take")

    def adjudicate(self, twin: Twin) -> None:
        del twin
        self._posts("adjudicate")

    def stop(self, twin: Twin) -> None:
        twin.stop()

    def go_on(self, twin: Twin) -> None:
        twin.go_on()

    def withdraw(self, twin: Twin) -> None:
        twin.a_family_withdraws()

    def norm(self, twin: Twin) -> None:
        """Try to read how it was scored, of this attempt and of one before."""
        for case in (twin.case.pk, key(twin.earlier)):
            self._posts("read_norming", case)
            self._posts("write_norming", case, agreed="Both are right.")

    def score(self, twin: Twin, level: str, criterion: str = "") -> None:
        mine = self._mine(twin)
        if mine is None:
            return
        level, _slash, reason = level.partition("/")
        for each in [criterion] if criterion else ["plans", "waits", "extra"]:
            known = mine.scores.filter(criterion=each).first()
            told: dict[str, Any] = {"revision": known.revision if known else 0, "level": level}
            if level != "yes":
                told |= quote(mine) | BELOW | {"reason": reason}
            self._posts("save", mine.pk, each, **told)

    def lock(self, twin: Twin) -> None:
        if mine := self._mine(twin):
            self._posts("lock", mine.pk)

    def leave(self, twin: Twin) -> None:
        if mine := self._mine(twin):
            self._posts("hand_back", mine.pk)

    def keep(self, twin: Twin) -> None:
        """Take back what was left."""
        if mine := self._mine(twin):
            self._posts("take_kept", mine.pk)

    def recuse(self, twin: Twin) -> None:
        if mine := self._mine(twin):
            self._posts("recuse", mine.pk, reason="I know this class.")

    def wait(self, twin: Twin, hours: str) -> None:
        del twin
        clock_shift.set(clock_shift.get() + timedelta(hours=int(hours)))

    def post(self, twin: Twin, number: str) -> None:
        """Post to one of all the addresses there are, and let it stand."""
        found = [
            each
            for each in addresses(twin, self._mine(twin))
            if each[2].post and each[0].partition(" ")[0] not in NEVER_DONE
        ]
        label, path, route = found[int(number) % len(found)]
        self.kept.append((f"posts {label}", self.eyes.does("POST", path, route.data)))


def played(theatre: Theatre, life: Life, which: int) -> list[Sight]:
    """Play one of the two worlds of a life, and give what its viewer saw."""

    def script(twin: Twin) -> list[Sight]:
        return Script(
            theatre.eyes_of(life.viewer, twin),
            life.acts,
            beside=life.beside[which],
            rooms=life.rooms,
            turn=life.begins_at,
            eyes_of=theatre.eyes_of,
        )(twin)

    return theatre.play(life.secrets[which], script, desk=life.desk, pilots=life.pilots)  # type: ignore[no-any-return]


# --- lives, drawn ---

HIDDEN: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Nadia", "Quenby", "Zanzi"]),
    "school": st.sampled_from(["north-school", "thistledown"]),
    "zone": st.sampled_from(["UTC", "Africa/Nairobi", "Pacific/Auckland"]),
    "holidays": st.booleans(),
    "waited": st.integers(6, 70),
    "partner_does": st.sampled_from([(), ("take",), ("take", "lock:yes"), ("take", "recuse")]),
    "matched": st.sampled_from(["", "found", "asked"]),
    "suggested": st.booleans(),
    "identified": st.booleans(),
    "mentored": st.booleans(),
    "grown": st.sampled_from([0, 58317, 72931]),
}
POSTS = st.integers(0, 999).map("post {}".format)
# Whoever has no say in a case: what they do is done in both worlds, and alike.
BYSTANDERS = ("amina", "chipo", "dara", "elif", "emre", "femi", "noor", "olga", ANONYMOUS)
SOME = st.sampled_from(["score yes", "score almost", "score not_yet plans", "leave", "wait 2"])
HERS = st.one_of(
    SOME,
    st.sampled_from(["take", "keep", "recuse", "norm", "wait 9", "withdraw", "score yes waits"]),
    st.sampled_from(["score cannot_judge/too_short extra", "take", "lock"]),
    POSTS,
    st.builds("@{} {}".format, st.sampled_from(BYSTANDERS), POSTS),
)
PARTNERS = st.lists(
    st.sampled_from(["take", "leave", *(f"lock:{each}" for each in LEVELS)]), max_size=2
).map(lambda does: [("", each) for each in does])
LONG = {"min_size": 8, "max_size": 11}


def secrets_of(ways: Sequence[str], **known: Any) -> st.SearchStrategy[Secret]:
    """Draw a secret whose case came to the desk in one of these ways."""
    drawn = {name: each for name, each in HIDDEN.items() if name not in known}
    same = {name: st.just(each) for name, each in known.items()}
    return st.builds(Secret, way=st.sampled_from(ways), **drawn, **same)


@st.composite
def of_assessors(draw: st.DrawFn) -> Life:
    """Draw a life of somebody who scores blind."""
    ways = draw(st.sampled_from([WAYS, WAYS, NARROW_WAYS, TEAM_WAYS]))
    pilots = draw(st.sampled_from([0, 10]))
    acts = ["take", *draw(st.lists(HERS, **LONG))]
    locks = "lock" in acts
    if pilots or locks:  # where one scores first, hers alone would decide
        ways = tuple(each for each in ways if each not in ONE_SEAT)
    secrets = draw(st.tuples(secrets_of(ways), secrets_of(ways)))
    beside = draw(st.tuples(*[st.lists(PARTNERS, max_size=len(acts))] * 2))
    if locks:  # what both have locked is hidden no more
        secrets = tuple(replace(each, partner_does=each.partner_does[:1]) for each in secrets)
        beside = tuple(
            [[does for does in each if not does[1].startswith("lock")] for each in one]
            for one in beside
        )
    viewer = draw(st.sampled_from(ASSESSORS))
    return Life(viewer, secrets, tuple(acts), beside, pilots, NEAR, draw(st.integers(0, 99)))


@st.composite
def of_leads(draw: st.DrawFn) -> Life:
    """Draw a life of somebody who settles a dispute, in which who said what differs (R9)."""
    # leads see on which day a case opened; whoever knows of a match or an inquiry settles nothing
    known = {"partner_does": (), "matched": ""}
    day = {"waited": draw(st.integers(6, 8))}
    secrets = draw(st.tuples(*[secrets_of(("first",), **known, **day)] * 2))
    one, other = draw(st.sampled_from([("yes", "not_yet"), ("yes", "almost"), ("almost", "yes")]))
    beside = tuple(
        [[(who, f"{verb}:{level}") for who, level in pairs for verb in ("take", "both")]]
        for pairs in (
            [("bola", one), ("hana", other)],
            [("bola", other), ("hana", one)],
        )
    )
    acts = ["wait 0", "adjudicate", *draw(st.lists(HERS, **LONG).map(_unlocked))]
    return Life(
        draw(st.sampled_from(LEADS)),
        secrets,
        tuple(acts),
        beside,
        0,
        NEAR,
        draw(st.integers(0, 99)),
    )


def _unlocked(acts: list[str]) -> list[str]:
    return ["adjudicate" if each in ("lock", "take") else each for each in acts]


@st.composite
def of_others(draw: st.DrawFn) -> Life:
    """Draw a life of somebody without a seat, in which only levels, words and names differ."""
    viewer = draw(st.sampled_from(OTHERS))
    ways = tuple(each for each in (*WAYS, *NARROW_WAYS, *TEAM_WAYS) if each not in ONE_SEAT)
    one = draw(secrets_of(ways, partner_does=()))
    other = replace(one, partner="seb") if one.way == "first" and viewer == "teacher" else one
    deed = st.tuples(
        st.sampled_from(["ben", ""]),
        st.sampled_from(["take", "take", "score", "lock", "lock", "leave", "recuse"]),
        st.sampled_from(LEVELS),
        st.sampled_from(LEVELS),
    )
    begun = [("ben", "take", "", ""), ("", "take", "", "")]
    deeds = [begun, *draw(st.lists(st.lists(deed, max_size=2), min_size=4, max_size=10))]
    beside = tuple(
        [[(who, f"{verb}:{levels[which]}") for who, verb, *levels in each] for each in deeds]
        for which in (0, 1)
    )
    idle = st.one_of(
        st.sampled_from(["wait 0", "wait 2", "wait 9", "norm", "adjudicate", "withdraw"]),
        POSTS,
        st.builds("@{} {}".format, st.sampled_from(OTHERS), POSTS),
    )
    acts = ["wait 0", *draw(st.lists(idle, **LONG))]
    pilots = draw(st.sampled_from([0, 10]))
    return Life(viewer, (one, other), tuple(acts), beside, pilots, (), draw(st.integers(0, 99)))


LIVES = st.one_of(of_assessors(), of_others(), of_assessors(), of_leads())
