"""E-mail addresses, telephone numbers, numbers of pupils, and other traces, found by their form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lapel.domain.redaction.find import Find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.domain.redaction.find import Kind

_AT = r"(?:@|\s?[\[(]\s?(?:at|arroba|chez)\s?[\])]\s?)"
_DOT = r"(?:\.|\s?[\[(]\s?(?:dot|punkt|punto|point)\s?[\])]\s?)"
EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+%-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{1,4}}", re.IGNORECASE
)
# A run of digits as telephones are written, with an extension if there is one
PHONE = re.compile(
    r"(?<![\w/.,-])(?:\+|00)?\(?\d[\d \u00a0().\-/\u2011]{5,22}\d"
    r"(?:\s?(?:ext|x|poste|Durchwahl)\.?\s?\d{1,5})?(?![\w/]|[.,]\d)"
)
_TELEPHONE = re.compile(
    r"(?:tel|phone|call|mobile|cell|fax|whatsapp|handy|ruf|t[eé]l[eé]phone|portable|tel[eé]fono|"
    r"m[oó]vil|celular|telefone|telefon|simu|hp|тел|τηλ|هاتف|جوال|फ़ोन|फोन|电话|手机|電話|전화)"
    r"[\w.]{0,10}[\s:.]{0,3}$",
    re.IGNORECASE,
)
_ID_WORD = (
    r"(?:\b(?:student|pupil|learner|candidate|school|enrol+ment|admission|matric\w*|national|exam|"
    r"sch[uü]ler\w*|[eé]l[eè]ve|alumn[oa]|aluno|[oö][gğ]renci|siswa|mwanafunzi|ucze[nń]|ученик\w*|"
    r"учень|personal|person|ssn|upn|nisn|nis|dni|nie|cpf|curp|aadhaar|ine|tckn|roll)\b[\s\-]?)"
)
ID_SAID = re.compile(
    rf"(?:{_ID_WORD}(?:id|no|nr|num\w*|n[uú]mero|nummer|numaras\w|numara|code|номер|nomor|namba)?"
    r"|\b(?:id|id-nr|matr[ií]cula|matrikelnummer|num[eé]ro|nomor induk|学号|學號|学籍番号|학번|رقم|"
    r"क्रमांक))"
    r"[\s.:#°º\-]{1,4}(?:(?:is|ist|es|est|no|nr|number|код)[\s.:#]{1,3})?"
    r"([A-Z]{0,5}[-/ ]?\d[\dA-Z]*(?:[-/.]?[\dA-Z]+){0,4})",
    re.IGNORECASE,
)
# Numbers whose form alone tells: where they are from
ID_FORMS = [
    re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),  # United States, social security
    re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"),  # Brazil, CPF
    re.compile(r"(?<!\w)[A-Z]\d{11}[0-9A-Z](?!\w)"),  # England, UPN
    re.compile(r"(?<!\w)(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z](?!\w)"),  # Spain, DNI and NIE
    re.compile(r"(?<!\w)\d{10}[A-Z]{1,2}(?!\w)|(?<!\w)\d{9}[A-Z]{2}(?!\w)"),  # France, INE
    re.compile(r"(?<![\w-])[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d(?!\w)"),  # Mexico, CURP
    re.compile(r"(?<![\d-])\d{4} \d{4} \d{4}(?![\d ]*\d)"),  # India, Aadhaar
    re.compile(r"(?<!\w)\d{6}[-+A]\d{3}[\dA-Z](?!\w)"),  # Finland, Sweden
]
ID_CODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,5}[-/]?)\d{2,6}[-/]?\d{2,8}(?!\w)", re.IGNORECASE)
ID_DIGITS = re.compile(r"(?<![\w.,:/+-])\d{7,14}(?![\w/]|[.,:-]\d)")
_NOT_CODES = re.compile(
    r"(?:IMG|DSC[NF]?|VID|PXL|MVI|GOPR|WA|AUD|REC|ISBN|ISO|CCBY|ADR)[-_/]?\d", re.IGNORECASE
)
_DATE = re.compile(r"(?:19|20)\d\d[01]\d[0-3]\d(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?$")
_BORN = re.compile(
    r"\b(?:born(?: on)?|date of birth|d\.?o\.?b\.?|birthday|geboren(?: am)?|geb\.|n[eé]e? le|"
    r"nacid[oa] el|fecha de nacimiento|nascid[oa] em|do[gğ]um tarihi|tanggal lahir)[\s:]{1,3}"
    r"(\d{1,2}[./\- ](?:\d{1,2}|\w{3,10})[./\- ]\d{2,4}|\d{4}-\d\d-\d\d|\w{3,10} \d{1,2},? \d{4})",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{2,29}")


def found_codes(text: str) -> list[Find]:
    """Give all that is found by its form; these may overlap."""
    return [*_emails(text), *_phones(text), *_ids(text), *_others(text)]


def _found(kind: Kind, match: re.Match[str], certainty: float, group: int = 0) -> Find:
    return Find(kind, match.start(group), match.end(group), match[group], certainty)


def _emails(text: str) -> Iterator[Find]:
    for match in EMAIL.finditer(text):
        yield _found("email", match, 0.95)


def _phones(text: str) -> Iterator[Find]:
    for match in PHONE.finditer(text):
        said = bool(_TELEPHONE.search(text[max(0, match.start() - 24) : match.start()]))
        certainty = _as_phone(match[0], said=said)
        if certainty:
            yield _found("phone", match, certainty)


def _as_phone(written: str, *, said: bool) -> float:
    """Say how sure it is that a run of digits is a telephone; 0 for dates, years, sums."""
    digits = re.sub(r"\D", "", re.split(r"(?:ext|x|poste|Durchwahl)", written)[0])
    if not 7 <= len(digits) <= 15:
        return 0.0
    if said or written.startswith(("+", "00")):
        return 0.95
    groups = re.findall(r"\d+", written)
    if len(groups) == 1 or _is_date_or_sum(written, groups) or any(map(_DATE.match, groups)):
        return 0.0
    if written[0] in "(0" and len(digits) >= 9:
        return 0.9
    return 0.8 if len(digits) >= 9 else 0.55


def _is_date_or_sum(written: str, groups: list[str]) -> bool:
    years = [each for each in groups if re.fullmatch(r"(?:19|20)\d\d", each)]
    if years and all(len(each) <= 2 or each in years for each in groups):
        return True
    if len(groups) == 2 and "." in written and len(groups[0]) < 3:
        return True
    thousands = len(groups[0]) <= 3 and all(len(each) == 3 for each in groups[1:])
    plain = not set(written) & set("()/-")
    return thousands and plain and groups[0][0] != "0"


def _ids(text: str) -> Iterator[Find]:
    for match in ID_SAID.finditer(text):
        if sum(char.isdigit() for char in match[1]) >= 3:
            yield _found("id", match, 0.95, 1)
    for form in ID_FORMS:
        for match in form.finditer(text):
            yield _found("id", match, 0.9)
    for match in ID_CODE.finditer(text):
        if sum(char.isdigit() for char in match[0]) >= 5 and not _NOT_CODES.match(match[0]):
            # in small letters only as a machine writes what is said
            yield _found("id", match, 0.7 if match[0].isupper() else 0.5)
    for match in ID_DIGITS.finditer(text):
        if not _DATE.match(match[0]):
            yield _found("id", match, 0.6)


def _others(text: str) -> Iterator[Find]:
    for match in _BORN.finditer(text):
        yield _found("other", match, 0.9, 1)
    for match in _HANDLE.finditer(text):
        yield _found("other", match, 0.6)
