"""Words that could stand under any work, by language; a language without a list is not guessed at.

Each entry is a word as it is written, in lower case; every ending of it counts (`stems_of`).
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_STEM, SHORTEST_STEM = 6, 3
# In other languages an ending that is taken off is taken off everywhere, which does no harm.
_ENDINGS = ("'s", "’s", "ing", "ed", "ly", "es", "s", "er")  # noqa: RUF001 (as typed)

# Words that carry a sentence and say nothing of the work.
_FUNCTION_EN = """
a about after again all also although am an and any are as at be because been before being below
both but by can could did do does doing done down during each either else even ever every for from
further get go going got had has have having he her here hers him his how however i if in into is
it its itself just like may maybe me might more most much must my near never no nor not nothing
now of off often on once only or other our out over own per perhaps please rather really same
shall she should since so some somewhat soon still such than that the their them then there these
they this those though through thus to too toward towards under until up upon us very was we well
were what when where whether which while who whom whose why will with within without would yes yet
you your yours
"""

# Words of praise, blame and school talk that fit any comment on any evidence.
_GENERIC_EN = """
able according accordingly accurate add additional address adequate amazing analysis approach
appropriate area artefact artifact aspect aware awesome bad balance beneficial benefit best better
bit brilliant build careful challenge clarity clear coherent commend complete comprehensive
concept concern connect connection consider consistent contain content context continue convincing
cover create criteria criterion critical deep deepen demonstrate depth describe description
deserve detail develop different difficult discuss effective effort elaborate element emerging
encourage engage enhance enough ensure evidence evident example excellent expand expect explain
explanation explicit explore express extend extent extra fair fantastic feedback few find fine
focus follow form full fully future general give goal good great greater growth guide happy hard
help high hope idea identify impact implement important impressive improve improvement include
incomplete inconsistent increase indicate information insight instruction insufficient interesting
issue item job keep key kind know knowledge lack large learn learner learning less lesson level
link little long look lot low main make manage many material matter mean meaningful meet method
minor missing need next nice note number objective observe ok okay opportunity outcome overall
paragraph part piece place plan please point poor positive potential practice precise present
process produce professional progress proper provide purpose quality question quick rationale read
reason reasonable recommend reference refine reflect reflection relate relevant reread reveal
review revise rigorous rubric satisfactory school section see seem several shallow share short
show shown significant simple skill slight solid something specific specificity standard start
state step strategy strength strengthen strong structure struggle student stuff submission submit
succeed success successful sufficient suggest suitable summary superb superficial support sure
surface take task teach teacher teaching tell text thanks thing think thorough thought thoughtful
time tool topic try unclear understand understanding unfortunately unspecific use useful vague
valid value various view wait want way weak weakness whole wonderful wording work working write
written wrong
"""

_NUMBERS_EN = """
eight eleven five four fourth half nine seven six ten third thirty three twelve twenty twice two
zero
"""

LISTS = {"en": (_FUNCTION_EN, _GENERIC_EN, _NUMBERS_EN)}


def is_known(language: str) -> bool:
    """Tell whether there are lists for a language, by its code with or without a region."""
    return _code(language) in LISTS


def _code(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]


def words_of(text: str) -> list[str]:
    """Cut a text into words, lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"\w[\w'’-]*", letters)  # noqa: RUF001 (an apostrophe as typed)


def stem(word: str) -> str:
    """Cut a word to what its endings leave, roughly: one English ending off, its first letters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:LONGEST_STEM].rstrip("e") or word


def stems_of(text: str) -> set[str]:
    """Give the stems of a text's words."""
    return {stem(word) for word in words_of(text)}


_FILLER = {code: stems_of(function + generic) for code, (function, generic, _) in LISTS.items()}
_NUMBERS = {code: set(words_of(numbers)) for code, (_, _, numbers) in LISTS.items()}


def filler(language: str) -> set[str]:
    """Give the stems that say nothing of the work; empty for a language without a list."""
    return _FILLER.get(_code(language), set())


def number_words(language: str) -> set[str]:
    """Give the numbers written as words; empty for a language without a list."""
    return _NUMBERS.get(_code(language), set())
