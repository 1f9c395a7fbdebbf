"""Ordinary words that are names too, and endings that names take, by language."""
# ruff: noqa: RUF001 - words of several alphabets are what this file holds

from __future__ import annotations

from functools import lru_cache

from lapel.domain.redaction.folding import fold, is_hangul

# Our own lists, of words that teachers' texts use and children bear; far from whole, and safe to
# lengthen: a word listed here is still suggested, only with a lower certainty.
WORDS = {
    "en": "amber an angel april art august autumn baker bell bill black book brown bush carter "
    "chance chase cook cooper crystal daisy dale dawn day dean do drew eve faith field frank gene "
    "glen grace grant gray green guy hazel heath hill holly honor hope hunter in ivy jack jade "
    "jasmine jay joy june justice king lake lance lane lee lily long mark mason max may melody "
    "mercy miles min moon noble olive or page parker pat patience peace pearl penny porter prince "
    "reed rich river rob robin rose ruby sage serenity sky so song star sterling stone sue summer "
    "sun sunny taylor temple trinity victor victory violet white will winter wise woods young",
    "fr": "aime aurore blanc blanche cerise claire clement constant desire fleur france garnier "
    "juste lance leger lune marguerite noel olive parfait petit pierre prudent roi romain rose "
    "roux soleil victoire violette",
    "es": "alba alegria amor amparo angel blanca blanco clara consuelo cruz delgado dolores "
    "domingo esperanza estrella flor gracia leon luna luz mar mercedes nieves paz perla pilar "
    "rico rosa santos sol soledad victoria violeta",
    "pt": "alegria branco clara costa cruz estrela flor gloria graca lua luz mar paz perola reis "
    "rosa santos sol vitoria",
    "de": "alt bach berg engel ernst falk frank fromm gross hahn hase heide herbst jung kaiser "
    "klein koch konig kurz lang lilie mai may rose roth schwarz sommer sonne stark stein wald "
    "weiss winter wolf",
    "it": "alba angelo bianca bruno chiara fiore gioia grazia leone luce rosa serena speranza "
    "stella vittoria",
    "nl": "bakker berg bloem bos jong klein kok lang roos storm wit wolf zon",
    "tr": "ada altin ar ay baris bahar bulut can cicek demir deniz doga ege gul gunes irmak isik "
    "kara kaya nehir ozgur sevgi su toprak umut yagmur yildiz yaz",
    "id": "adil bintang budi bulan bunga cahaya cinta dewi fajar indah intan kartika melati "
    "mutiara permata putra putri sari surya wangi",
    "sw": "amani asante baraka furaha imani neema rehema salama subira tumaini upendo zawadi",
    "vi": "an anh binh duc giang ha hai hanh hien hoa hung lam lan linh long mai minh my nam nga "
    "ngoc phuong quang son thanh thu tuyet van xuan",
    "pl": "gloria jagoda kalina malina mila roza wiosna zima",
    "ru": "вера лев любовь мила мир надежда роза роман слава",
    "uk": "віра лев любов мир надія роман слава",
    "ar": "امل امين ايمان جمال جميل حسن حنان رحمه سعيد سلام شمس صالح عادل فرح كريم قمر نور هدي "
    "ورده وفاء",
    "he": "אור אביב גיל חן טל יעל ים נועם עדן רון שיר שמש שקד תקוה",
    "hi": "आशा कमल किरण ज्योति दीप पूजा प्रेम राज विजय शांति सागर सूरज",
    "ko": "가을 나라 바다 별 봄 빛 사랑 소리 슬기 하늘",
    "zh": "高 黄 白 江 明 和平 春天 小雨 海洋",
    "ja": "桜 光 空 愛 海 葵 さくら ひかり あおい",
    "el": "ελπιδα ειρηνη αγαπη χαρα ηλιος",
}
# German writes every noun with a capital: there a capital says nothing.
CAPITALS_SAY_NOTHING = frozenset({"de"})

_ENDINGS = (
    "s n ns en es t k a e i o u y om em ou ovi owi ie ej in ina ine nin nun yi yu ya ye de da den "
    "dan lar ler la le ta lle lta ssa lla nak nek val vel hoz ban ben ra re "
    "а ы и у е ю я ой ом ем ей ові ем ів "
    "이 가 은 는 을 를 의 와 과 도 야 아 랑 에게 한테 이가 이는 이를 이의 "
    "υ ου ασ ησ"
)
ENDINGS = frozenset(_ENDINGS.split())
VOWELS = frozenset("aeiouyаеиоуыяюіїєαειουη")
# Arabic and Hebrew write small words in front of a name without a space.
PREFIXES = frozenset("وفبلكוהלבמשכ")


@lru_cache(maxsize=64)
def ordinary(language: str) -> frozenset[str]:
    """Give the folded ordinary words of a language (BCP 47; only its first part is heeded)."""
    return frozenset(fold(WORDS.get(first_part(language), "")).split())


def first_part(language: str) -> str:
    """Give "pt" of "pt-BR"."""
    return language.lower().replace("_", "-").partition("-")[0]


def is_inflected(word: str, name: str) -> bool:
    """Tell whether a folded word is a folded name with an ending, or with its last vowel changed.

    Names under four letters take no ending here: too much else begins with them.
    """
    if len(name) < _shortest(name) or word == name:
        return False
    if word.startswith(name):
        return word[len(name) :] in ENDINGS
    stem = name[:-1]
    changes = name[-1] in VOWELS or name[-1] == "σ"
    return changes and (word == stem or (word.startswith(stem) and word[len(stem) :] in ENDINGS))


def _shortest(name: str) -> int:
    return 2 if is_hangul(name) else 4
