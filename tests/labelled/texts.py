"""Teachers' texts put together by chance, with labels of what in them tells who a child is."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field

from labelled.people import SPEECHES, Speech

VOWELS = "aeiou"


@dataclass
class Text:
    """A text, the class it is about, and what is to be found in it, in order: (kind, text)."""

    language: str
    class_list: list[str]
    lines: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)

    @property
    def whole(self) -> str:
        return "\n".join(self.lines) + "\n"


def text(seed: int, language: str, sentences: int = 8) -> Text:
    """Write about a class of eight; one line in four holds nothing that is to be found."""
    chance = random.Random(f"{seed} {language}")
    speech = SPEECHES[language]
    pupils = _pupils(chance, speech, language)
    made = Text(language, [full for _given, _family, full in pupils])
    for _ in range(sentences):
        _sentence(made, chance, speech, pupils)
        if chance.random() < 0.3:
            made.lines.append(chance.choice(speech.plain))
        if chance.random() < 0.3:
            _code(made, chance, speech)
    return made


def _pupils(chance: random.Random, speech: Speech, language: str) -> list[tuple[str, str, str]]:
    given = chance.sample(speech.given, min(6, len(speech.given)))
    family = [chance.choice(speech.family) for _ in given]
    joined = {"zh": "{1}{0}", "ko": "{1}{0}", "vi": "{1} {0}"}.get(language, "{0} {1}")
    return [(one, two, joined.format(one, two)) for one, two in zip(given, family, strict=True)]


def _sentence(
    made: Text, chance: random.Random, speech: Speech, pupils: list[tuple[str, str, str]]
) -> None:
    pattern, line, labels = chance.choice(speech.sentences), "", []
    for piece in pattern.replace("}", "{").split("{"):
        if piece not in {"given", "full", "family", "slip", "bare", "bent"}:
            line += piece
            continue
        given, family, full = chance.choice(pupils)
        word = {
            "given": given,
            "full": full,
            "family": family,
            "slip": _slip(chance, given),
            "bare": _bare(given),
            "bent": given,
        }[piece]
        labels.append(("name", word))
        line += word + (chance.choice(speech.bent) if piece == "bent" else "")
    made.lines.append(line)
    made.labels += labels


def _slip(chance: random.Random, name: str) -> str:
    """One letter doubled, left out or exchanged, not the first; short names are written rightly."""
    if len(name) < 5:
        return name
    place = chance.randrange(1, len(name) - 1)
    one, two = name[place], name[place + 1]
    kind = chance.choice(["double", "drop", "exchange"])
    middle = {"double": one + one + two, "drop": two, "exchange": two + one}[kind]
    return name[:place] + middle + name[place + 2 :]


def _bare(name: str) -> str:
    if ord(name[0]) > 0x24F:
        return name
    split = unicodedata.normalize("NFKD", name.translate(str.maketrans("ıİłŁđĐ", "iIlLdD")))
    return "".join(char for char in split if not unicodedata.combining(char))


def _code(made: Text, chance: random.Random, speech: Speech) -> None:
    kind = chance.choice(["email", "phone", "id"])
    if kind == "email":
        found = f"{chance.choice(['p', 'kid', 'info.7b'])}.{chance.randrange(999)}@example.org"
        made.lines.append(f"→ {found}")
    elif kind == "phone":
        found = chance.choice(speech.phones)
        made.lines.append(f"{chance.choice(['Tel.', '→', '('])} {found}")
    else:
        found = chance.choice(["S{}-{}", "{}{}", "LN{}{}"]).format(
            chance.randrange(2019, 2026), chance.randrange(10000, 99999)
        )
        made.lines.append(chance.choice(speech.ids).format(code=found))
    made.labels.append((kind, found))


def file_name(seed: int, about: Text) -> tuple[str, list[tuple[str, str]]]:
    """A name as devices and people give it; half of them name a child."""
    chance = random.Random(f"name {seed} {about.language}")
    if chance.random() < 0.5:
        return chance.choice(["IMG_20260514_101112", "plan-7b-v2", "DSC00412"]) + f"-{seed}", []
    full = chance.choice(about.class_list)
    pattern = chance.choice(["{}_work", "IMG_20260514_{}", "{}-reading-2", "7b {} final"])
    named = full.replace(" ", chance.choice(["_", "-", "", " "]))
    return pattern.format(named) + f"-{seed}", [("name", named)]
