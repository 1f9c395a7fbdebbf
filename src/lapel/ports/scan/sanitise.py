"""HTML that only shows: a short list of tags, our own pictures, links to the web."""

import re

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "blockquote", "pre"),
    *("strong", "em", "u", "s", "sub", "sup", "code", "a", "img"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "id"},
    "img": {"src", "alt"},
    "li": {"id"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
ADDRESS = re.compile(r"(https?://|mailto:|#doc-)[^\s]+", re.IGNORECASE)
PICTURE = re.compile(r"image-\d+\.(jpg|png)")
MARK = re.compile(r"doc-[\w-]+")
SPAN = re.compile(r"[1-9]\d{0,2}")
# what a camera or a disk calls a picture says nothing about it, and may say a name
FILE_NAME = re.compile(r"\.\w{2,5}$|^(IMG|DSC|PXL|DCIM)[_\d]", re.IGNORECASE)
LOST_PICTURE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")
PATTERNS = {
    "href": ADDRESS,
    "src": PICTURE,
    "id": MARK,
    "colspan": SPAN,
    "rowspan": SPAN,
    "start": SPAN,
}


def clean_html(html: str) -> str:
    """Keep text, structure and our own pictures; drop scripts, styles, names and the rest."""
    import nh3

    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return LOST_PICTURE.sub("", clean)


def _kept(_tag: str, name: str, value: str) -> str | None:
    if name == "alt":
        return "" if FILE_NAME.search(value) else value
    pattern = PATTERNS.get(name)
    return value if pattern and pattern.fullmatch(value) else None
