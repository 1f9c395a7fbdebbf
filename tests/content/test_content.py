"""Every micro-credential of the demo keeps the import format and the rules of a good one.

Sources: the import format of `content/` and DOMAIN.md, "Quality of an MC".
"""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "content"
CATEGORIES = {
    "digital teaching tools",
    "inclusive education",
    "instructional design",
    "assessment strategies",
    "social-emotional learning",
    "leadership and coaching",
}
BADGE_LEVELS = {"Emerging", "Practising", "Proficient", "Leading"}
RUBRIC_LEVELS = {"yes", "almost", "not_yet"}
TIERS = {"strong", "moderate", "promising", "rationale"}
ARTEFACT_KINDS = {"photo", "document", "audio", "video"}
GRADE_BANDS = {"K-2", "3-5", "6-8", "9-12"}
MODULE_KINDS = {"article", "video", "link", "practice"}
MICROCREDENTIAL_FIELDS = {
    "format", "slug", "language", "title", "summary", "category", "competency", "level",
    "statement", "method", "why", "research", "grade_bands", "subjects", "effort_hours",
    "prerequisites", "team_allowed", "accessibility", "parts", "rubric", "exemplars", "modules",
    "version_note",
}  # fmt: skip

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WORD = re.compile(r"[\w\u2019']+")
UNMEASURABLE = {"understands", "knows", "appreciates", "learns", "values", "believes", "explores"}
# Words of degree: two descriptors that differ in these alone leave an assessor guessing.
DEGREE = {
    "very", "mostly", "somewhat", "fully", "partly", "partially", "clearly", "consistently",
    "often", "sometimes", "rarely", "usually", "generally", "well", "good", "limited", "strong",
    "effectively", "adequately", "sufficiently", "thoroughly", "deeply", "highly", "always",
    "never", "not", "no", "some", "few", "many",
}  # fmt: skip


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def files(folder: str) -> list[Path]:
    return sorted((CONTENT / folder).glob("*.json"))


MICROCREDENTIALS = {path.stem: load(path) for path in files("microcredentials")}
COMPETENCIES = {entry["code"] for entry in load(CONTENT / "framework.json")}
each_microcredential = pytest.mark.parametrize(
    "mc", MICROCREDENTIALS.values(), ids=list(MICROCREDENTIALS)
)


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def strings(value: Any) -> Iterator[str]:
    """Give every string inside a JSON value, keys excluded."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def all_text(value: Any) -> str:
    return " \n".join(strings(value))


def module_text(module: Any) -> str:
    taught = [module["body"], module.get("video", {}).get("scenes", []), module.get("checks", [])]
    return all_text(taught)


def keys(things: list[Any]) -> list[str]:
    return [thing["key"] for thing in things]


def are_distinct_kebab(names: list[str]) -> bool:
    return len(set(names)) == len(names) and all(KEBAB.fullmatch(name) for name in names)


def readable_places(mc: Any) -> dict[str, Any]:
    """Map `part.item` to the question or artefact that a criterion may read."""
    return {
        f"{part['key']}.{item['key']}": item
        for part in mc["parts"]
        for item in part.get("questions", []) + part.get("artefacts", [])
    }


def artefacts(mc: Any) -> list[Any]:
    return [item for part in mc["parts"] for item in part.get("artefacts", [])]


def syllables(word: str) -> int:
    stem = re.sub(r"(?<![aeiouyl])e$|es$|ed$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", stem)))


def reading_grade(markdown: str) -> float:
    """Estimate the Flesch-Kincaid grade of the prose, tables and headings left out."""
    prose = [line for line in markdown.splitlines() if not line.lstrip().startswith(("|", "#"))]
    sentences = [s for s in re.split(r"[.!?:;]+|\n\n", "\n".join(prose)) if words(s)]
    found = [word for sentence in sentences for word in words(sentence)]
    return (
        0.39 * len(found) / len(sentences) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
    )


def test_the_demo_has_at_least_six_microcredentials() -> None:
    """An emptied folder would let every other test here pass, so its size is checked."""
    assert len(MICROCREDENTIALS) >= 6


@pytest.mark.parametrize("slug", list(MICROCREDENTIALS))
def test_a_microcredential_has_exactly_the_fields_of_the_format(slug: str) -> None:
    """Fields, vocabulary and file name agree with the import format."""
    mc = MICROCREDENTIALS[slug]
    assert set(mc) == MICROCREDENTIAL_FIELDS
    assert mc["format"] == "lapel/microcredential@1"
    assert mc["slug"] == slug
    assert KEBAB.fullmatch(slug)
    assert mc["category"] in CATEGORIES
    assert mc["level"] in BADGE_LEVELS
    assert set(mc["grade_bands"]) <= GRADE_BANDS
    assert all(mc[field] for field in ("grade_bands", "subjects", "summary", "why", "version_note"))


@each_microcredential
def test_a_microcredential_states_one_competency_with_a_measurable_verb(mc: Any) -> None:
    """The statement is one sentence about what the teacher does, under one known competency."""
    assert mc["competency"] in COMPETENCIES
    assert re.fullmatch(r"The teacher [^.]+\.", mc["statement"])
    assert words(mc["statement"])[2] not in UNMEASURABLE
    assert mc["method"]["name"]
    assert mc["method"]["summary"]
    assert len(mc["method"]["components"]) >= 3


@each_microcredential
def test_research_is_cited_with_year_link_tier_and_finding(mc: Any) -> None:
    """A reader can find each source and see how far it carries; no work is cited twice."""
    assert len(mc["research"]) >= 2
    for source in mc["research"]:
        assert set(source) == {"citation", "url", "tier", "finding"}
        assert re.search(r"\((19|20)\d\d\)", source["citation"]), source["citation"]
        assert source["url"].startswith("https://")
        assert source["tier"] in TIERS
        assert len(words(source["finding"])) >= 8
    assert len({source["url"] for source in mc["research"]}) == len(mc["research"])


@each_microcredential
def test_parts_hold_overview_artefacts_and_reflection_with_unique_keys(mc: Any) -> None:
    """Each kind of part is there, and a key names one thing."""
    assert {part["kind"] for part in mc["parts"]} == {"overview", "artefacts", "reflection"}
    assert are_distinct_kebab(keys(mc["parts"]))
    for part in mc["parts"]:
        assert part["title"]
        assert part["guidance"]
        assert are_distinct_kebab(keys(part.get("questions", []) + part.get("artefacts", [])))
        for question in part.get("questions", []):
            assert question["prompt"]
            assert 0 < question["min_words"] < question["max_words"]


@each_microcredential
def test_evidence_comes_from_a_real_class_in_kinds_that_can_be_uploaded(mc: Any) -> None:
    """At least one artefact that must be sent comes from the teacher's own class."""
    assert any(item["required"] and item["from_class"] for item in artefacts(mc))
    for item in artefacts(mc):
        assert item["title"]
        assert item["guidance"]
        assert item["kinds"]
        assert set(item["kinds"]) <= ARTEFACT_KINDS
        assert 1 <= item["min_count"] <= item["max_count"]


@each_microcredential
def test_every_criterion_describes_each_level_and_reads_existing_evidence(mc: Any) -> None:
    """A rubric has four to six criteria, full descriptors, and no dead reference."""
    assert 4 <= len(mc["rubric"]) <= 6
    assert are_distinct_kebab(keys(mc["rubric"]))
    assert any(criterion["required"] for criterion in mc["rubric"])
    places = readable_places(mc)
    for criterion in mc["rubric"]:
        assert set(criterion["levels"]) == RUBRIC_LEVELS
        assert all(len(words(text)) >= 8 for text in criterion["levels"].values())
        assert criterion["reads"]
        assert set(criterion["reads"]) <= set(places), criterion["key"]


@each_microcredential
def test_a_required_criterion_can_be_judged_without_optional_evidence(mc: Any) -> None:
    """What an earned badge depends on is never hung on something a teacher need not send."""
    places = readable_places(mc)
    for criterion in mc["rubric"]:
        if criterion["required"]:
            assert any(places[place]["required"] for place in criterion["reads"]), criterion["key"]


@each_microcredential
def test_nothing_required_is_asked_for_in_vain(mc: Any) -> None:
    """Every answer and artefact a teacher must give is read by some criterion."""
    read = {place for criterion in mc["rubric"] for place in criterion["reads"]}
    for place, item in readable_places(mc).items():
        assert not item["required"] or place in read, place


@each_microcredential
def test_levels_differ_by_more_than_words_of_degree(mc: Any) -> None:
    """Take away "mostly", "clearly" and their like, and the descriptors still say other things."""
    for criterion in mc["rubric"]:
        bare = {level: set(words(text)) - DEGREE for level, text in criterion["levels"].items()}
        for one, other in itertools.combinations(bare, 2):
            shared = len(bare[one] & bare[other]) / len(bare[one] | bare[other])
            assert shared < 0.75, (criterion["key"], one, other)


@each_microcredential
def test_every_criterion_has_an_invented_exemplar_at_each_level(mc: Any) -> None:
    """Assessors and teachers see what each level looks like, and that nobody really wrote it."""
    shown = {(e["criterion"], e["level"]) for e in mc["exemplars"]}
    assert shown == set(itertools.product(keys(mc["rubric"]), RUBRIC_LEVELS))
    for exemplar in mc["exemplars"]:
        assert "invented" in exemplar["excerpt"].lower()
        assert 40 <= len(exemplar["excerpt"].split()) <= 91, exemplar["criterion"]
        assert len(words(exemplar["why"])) >= 8


@each_microcredential
def test_modules_are_four_to_six_and_teach_something(mc: Any) -> None:
    """Each module has a kind, minutes and enough text to learn from."""
    assert 4 <= len(mc["modules"]) <= 6
    assert are_distinct_kebab(keys(mc["modules"]))
    floor = {"article": 300, "video": 150, "practice": 250, "link": 50}
    for module in mc["modules"]:
        assert module["kind"] in MODULE_KINDS
        assert module["title"]
        assert 5 <= module["minutes"] <= 45
        assert len(module_text(module).split()) >= floor[module["kind"]], module["key"]
        assert len(module["body"].split()) <= 600, module["key"]
        assert (module["kind"] == "link") == module.get("url", "").startswith("https://")
    assert any(module["kind"] == "practice" for module in mc["modules"])


@each_microcredential
def test_videos_are_captioned_slideshows_of_five_to_eight_scenes(mc: Any) -> None:
    """A video names its file and captions, and each scene stays long enough to be read."""
    for module in mc["modules"]:
        assert (module["kind"] == "video") == ("video" in module), module["key"]
        if module["kind"] != "video":
            continue
        video = module["video"]
        assert re.fullmatch(rf"media/{mc['slug']}-[a-z0-9-]+\.mp4", video["file"])
        assert re.fullmatch(r"media/[a-z0-9-]+\.vtt", video["captions"])
        assert 5 <= len(video["scenes"]) <= 8
        for scene in video["scenes"]:
            assert scene["heading"]
            pace = len(words(scene["text"])) / scene["seconds"]
            assert 0 < pace <= 3.5, scene["heading"]  # silent reading: about 3.5 words a second


@each_microcredential
def test_checks_have_a_right_answer_and_feedback_on_every_option(mc: Any) -> None:
    """Three to five checks in practice, at most two elsewhere; no option leaves without a word."""
    for module in mc["modules"]:
        checks = module.get("checks", [])
        low, high = (3, 5) if module["kind"] == "practice" else (0, 2)
        assert low <= len(checks) <= high, module["key"]
        assert are_distinct_kebab(keys(checks))
        for check in checks:
            verdicts = [option["correct"] for option in check["options"]]
            assert True in verdicts, check["key"]
            assert False in verdicts, check["key"]
            assert all(len(words(option["feedback"])) >= 4 for option in check["options"])
            assert len({option["text"] for option in check["options"]}) == len(verdicts)


@each_microcredential
def test_the_hours_stated_are_plausible(mc: Any) -> None:
    """Modules take at least an hour and at most half the effort; the rest is work in class."""
    minutes = sum(module["minutes"] for module in mc["modules"])
    assert 60 <= minutes <= mc["effort_hours"] * 60 / 2
    assert 6 <= mc["effort_hours"] <= 40


@each_microcredential
def test_accessibility_is_spelt_out(mc: Any) -> None:
    """Other ways in are named in sentences, not promised in a phrase."""
    assert len(words(mc["accessibility"])) >= 40


@each_microcredential
def test_modules_read_easily(mc: Any) -> None:
    """Busy teachers read at grade 8 or below by the Flesch-Kincaid formula (Kincaid, 1975)."""
    grade = reading_grade("\n\n".join(module["body"] for module in mc["modules"]))
    assert grade <= 8, round(grade, 1)


def test_prerequisites_exist_and_never_lead_back() -> None:
    """From any micro-credential the road of prerequisites ends."""
    needs = {slug: mc["prerequisites"] for slug, mc in MICROCREDENTIALS.items()}

    def walk(slug: str, road: tuple[str, ...]) -> None:
        assert slug not in road, road
        for needed in needs[slug]:
            walk(needed, (*road, slug))

    for slug in needs:
        walk(slug, ())
