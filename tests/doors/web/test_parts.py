"""Parts that pages are made of: forms, charts, crumbs, pictures of badges."""

from __future__ import annotations

import re
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from lapel.doors.web import charts
from lapel.doors.web.charts import Spread


class Ask(forms.Form):
    """One field of each kind that is drawn differently."""

    name = forms.CharField(label="Name", help_text="As on the certificate.")
    nick = forms.CharField(label="Nick", required=False)
    shelf = forms.ChoiceField(label="Shelf", choices=[("a", "A")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Sure")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def show(source: str, **facts: object) -> str:
    """Render a snippet as a page would."""
    return Template(source).render(RequestContext(RequestFactory().get("/?q=a"), facts))


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    """Screen readers hear label, hint and error with the control (WCAG 1.3.1, 3.3.1)."""
    body = str(Ask({"name": ""}))
    control = re.search(r'<input[^>]*name="name"[^>]*>', body)
    assert control is not None
    assert 'aria-describedby="id_name_helptext id_name_error"' in control.group(0)
    assert 'aria-invalid="true"' in control.group(0)
    for each in ('for="id_name"', 'id="id_name_helptext"', 'id="id_name_error"'):
        assert each in body


def test_a_summary_of_errors_links_to_each_field() -> None:
    """The summary at the top has one link per field in error, and each target exists."""
    body = str(Ask({}))
    targets = re.findall(r'<li><a href="#([^"]+)"', body)
    assert len(targets) == 3
    assert all(f'id="{target}"' in body for target in targets)


def test_a_form_without_errors_has_no_summary() -> None:
    """Nothing is announced before anything was sent."""
    assert "data-error-summary" not in str(Ask())


def test_only_optional_fields_are_marked() -> None:
    """What must be filled in is the rule; the exception is named."""
    assert str(Ask()).count("(optional)") == 1


def test_a_group_of_choices_is_a_fieldset_with_legend() -> None:
    """Radio buttons have a common name (WCAG 1.3.1)."""
    assert re.search(r"<fieldset[^>]*>\s*<legend>Shelf", str(Ask()))


def test_general_errors_stand_in_the_summary() -> None:
    """An error of the whole form is in the summary as well."""
    form = Ask({})
    form.add_error(None, "The two dates are the same.")
    assert "The two dates are the same." in str(form).split("</ul>")[0]


def test_bars_are_as_long_as_their_numbers() -> None:
    """The longest bar fills the width; half the number is half the length."""
    body = charts.bars("Where", [("Earned", 10), ("Learning", 20)])
    assert re.findall(r'class="bar" width="([^"]+)"', body) == ["50%", "100%"]


@pytest.mark.parametrize("rows", [[], [("None yet", 0)]])
def test_bars_of_nothing_are_empty(rows: list[tuple[str, float]]) -> None:
    """Neither no rows nor rows of nought divide by nought."""
    assert 'width="100%"/><rect class="bar"' not in charts.bars("Where", rows)
    assert re.findall(r'class="bar" width="([^"]+)"', charts.bars("Where", rows)) == (
        ["0%"] if rows else []
    )


def test_bars_can_share_a_scale() -> None:
    """With a given end, no bar pretends to be full."""
    assert 'class="bar" width="10%"' in charts.bars("Where", [("Earned", 10)], most=100)


def test_dots_show_value_and_interval_where_they_lie() -> None:
    """On a scale from -1 to 1, nought lies in the middle and -0.5 at a quarter."""
    body = charts.dots("Agreement", [Spread("Alpha", 0, -0.5, 0.5)], least=-1, most=1)
    assert 'cx="50%"' in body
    assert 'x1="25%" x2="75%"' in body


def test_the_figures_of_a_chart_are_text() -> None:
    """What the drawing shows stands in the table, and the drawing itself is passed over."""
    body = charts.dots("Agreement", [Spread("Alpha", 0.74, 0.61, 0.83)])
    assert "0.74 (0.61 to 0.83)" in body
    assert '<svg class="track" aria-hidden="true"' in body


def test_a_label_cannot_break_out_of_a_chart() -> None:
    """Labels are escaped."""
    assert "<b>" not in charts.bars("<b>x", [("<b>", 1)])


@pytest.mark.parametrize(
    ("competency", "stack"), [("T07", False), (None, True)], ids=["version", "stack"]
)
def test_a_badge_is_drawn_from_a_version_or_a_stack(competency: str | None, *, stack: bool) -> None:
    """What has no competency of its own is drawn as a stack."""
    facts = {"category": "assessment strategies", "level": "Leading", "title": "Ask & wait"}
    subject = SimpleNamespace(**facts, competency_id=competency)
    body = show("{% badge_art subject size=64 %}", subject=subject)
    picture = ET.fromstring(body)[0]
    assert picture.get("width") == "64"
    assert picture[0].text == "Ask & wait"
    assert ("scale(.86)" in body) is stack


def test_a_decorative_badge_is_passed_over() -> None:
    """Beside its own title a badge is not read twice."""
    subject = SimpleNamespace(
        category="inclusive education", level="Emerging", title="x", competency_id="T11"
    )
    body = show("{% badge_art subject decorative=True %}", subject=subject)
    assert body.startswith('<span class="badge-art" aria-hidden="true">')


def test_crumbs_end_with_the_present_page() -> None:
    """Pairs are links; a label without address is where one is."""
    body = show('{% crumbs "Catalogue" "/catalogue/" "Wait Time" %}')
    assert '<a href="/catalogue/">Catalogue</a>' in body
    assert '<span aria-current="page">Wait Time</span>' in body


def test_pagination_keeps_what_was_asked() -> None:
    """Turning the page keeps the other words of the query."""
    pages = Paginator(range(30), 10)
    source = '{% include "web/parts/pagination.html" with page=page %}'
    assert 'href="?q=a&amp;page=3"' in show(source, page=pages.page(2))
    assert "nav" not in show(source, page=Paginator(range(3), 10).page(1))


def test_charts_and_messages_speak_through_tags() -> None:
    """The tags give what the helpers draw; levels of messages become kinds of notices."""
    spreads = [Spread("a", 0.5, 0.4, 0.6)]
    assert show('{% bar_chart "t" rows %}', rows=[("a", 1)]) == charts.bars("t", [("a", 1)])
    assert show('{% dot_chart "t" rows %}', rows=spreads) == charts.dots("t", spreads)
    assert show('{{ "error"|message_kind }} {{ "debug"|message_kind }}') == "bad info"


def test_htmx_comes_from_our_own_files() -> None:
    """The script is served by us and carries no inline code."""
    body = show("{% htmx %}")
    assert isinstance(charts.bars("t", []), SafeString)
    assert re.fullmatch(r'<script src="/static/django_htmx/htmx-2\.min\.js"[^>]*></script>', body)
