"""What levels ask for and what is lacking, in the sentences that teachers and designers read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.domain.pathways import Hold, Reach, Show, slug_of
from lapel.journey.authoring.queries.levels import micro_credentials_named
from lapel.journey.catalogue.models import Competency, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lapel.domain.pathways import Ask, Lacking, Rung
    from lapel.journey.authoring.queries.levels import Named


@dataclass(frozen=True)
class Thing:
    """Something that a sentence names, with the micro-credential to look at."""

    title: str
    slug: str
    is_own_class: bool = False
    is_offered: bool = True


@dataclass(frozen=True)
class Sentence:
    """What is asked for, and the things that count; `competency` for a level elsewhere."""

    text: str
    things: list[Thing] = field(default_factory=list)
    competency: str = ""

    @property
    def plain(self) -> str:
        """Give all of it without links."""
        named = " · ".join(each.title for each in self.things)
        return f"{self.text} {named}".strip()


@dataclass(frozen=True)
class Names:
    """Titles of all that some levels name."""

    micro_credentials: Mapping[str, Named]
    competencies: Mapping[str, Competency]

    def thing(self, slug: str) -> Thing:
        """Name a micro-credential; what nobody knows keeps its slug."""
        known = self.micro_credentials.get(slug)
        if known is None:
            return Thing(slug, slug, is_offered=False)
        return Thing(known.title, slug, known.is_own_class, known.is_offered)

    def criterion(self, name: str) -> Thing:
        """Name a criterion and its micro-credential."""
        slug = slug_of(name)
        known = self.micro_credentials.get(slug)
        title = known.criteria.get(name, name) if known else name
        whole = self.thing(slug)
        return Thing(f"{title} ({whole.title})", slug, whole.is_own_class, whole.is_offered)

    def competency(self, code: str) -> str:
        """Name a competency."""
        return str(self.competencies.get(code, code))


def names_in(rungs: Iterable[Rung], more: Iterable[str] = ()) -> Names:
    """Look up all that some rungs name, and more slugs; at most three queries."""
    slugs = set(more)
    for rung in rungs:
        slugs |= set(rung.opens)
        for ask in rung.asks:
            slugs |= set(slugs_of(ask))
    return Names(micro_credentials_named(slugs), Competency.objects.in_bulk())


def slugs_of(ask: Ask) -> list[str]:
    """Give the micro-credentials that an ask names, each once."""
    if isinstance(ask, Reach):
        return []
    return list(dict.fromkeys(slug_of(each) for each in ask.of))


def asked(ask: Ask, names: Names) -> Sentence:
    """Say what a level asks for."""
    if isinstance(ask, Reach):
        said = _("Reach %(level)s in %(competency)s.")
        return Sentence(said % _elsewhere(ask, names), competency=ask.competency)
    if isinstance(ask, Hold):
        return Sentence(_held(ask), _of_hers(ask, ask.of, names))
    return Sentence(_shown(ask), [names.criterion(each) for each in ask.of])


def still(found: Lacking, names: Names) -> Sentence:
    """Say what of it somebody still needs."""
    ask = found.ask
    if isinstance(ask, Hold):
        said = ngettext("%(more)d more of:", "%(more)d more of:", found.more)
        if found.own_class:
            said = ngettext(
                "%(more)d more, with work from your own class:",
                "%(more)d more, %(own)d of them with work from your own class:",
                found.more,
            )
        told = {"more": found.more, "own": found.own_class}
        return Sentence(said % told, _of_hers(ask, found.of, names))
    if isinstance(ask, Show):
        said = ngettext("%(more)d more criterion of:", "%(more)d more criteria of:", found.more)
        if found.across and ask.across > 1:
            said = ngettext(
                "%(more)d more criterion, in one more micro-credential:",
                "%(more)d more criteria, in %(across)d more micro-credentials:",
                found.more,
            )
        told = {"more": found.more, "across": found.across}
        return Sentence(said % told, [names.criterion(each) for each in found.of])
    return asked(ask, names)


def _elsewhere(ask: Reach, names: Names) -> dict[str, str]:
    return {"level": str(Level(ask.level).label), "competency": names.competency(ask.competency)}


def _of_hers(ask: Hold, slugs: Iterable[str], names: Names) -> list[Thing]:
    """Mark what counts as work from her own class, where that is asked for."""
    found = []
    for slug in slugs:
        one = names.thing(slug)
        own = bool(ask.own_class) and slug in ask.own_class_of
        found.append(Thing(one.title, slug, own, one.is_offered))
    return found


def _held(ask: Hold) -> str:
    if not ask.own_class:
        said = ngettext(
            "Hold %(least)d of these micro-credentials:",
            "Hold %(least)d of these micro-credentials:",
            ask.least,
        )
        if len(ask.of) == ask.least:
            said = ngettext(
                "Hold this micro-credential:", "Hold these %(least)d micro-credentials:", ask.least
            )
        return said % {"least": ask.least}
    said = ngettext(
        "Hold %(least)d of these micro-credentials, assessed on work from your own class:",
        "Hold %(least)d of these micro-credentials, %(own)d of them assessed on work from your own"
        " class:",
        ask.least,
    )
    return said % {"least": ask.least, "own": ask.own_class}


def _shown(ask: Show) -> str:
    decided = _("“yes”") if ask.decided == "yes" else _("“yes” or “almost”")
    said = ngettext(
        "Have %(least)d of these criteria decided %(decided)s:",
        "Have %(least)d of these criteria decided %(decided)s:",
        ask.least,
    )
    if ask.across > 1:
        said = _(
            "Have %(least)d of these criteria decided %(decided)s, in %(across)d different"
            " micro-credentials:"
        )
    return said % {"least": ask.least, "decided": decided, "across": ask.across}
