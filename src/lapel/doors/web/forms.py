"""How forms are drawn: label, hint, control and errors tied together, and a summary on top."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws `{{ form }}` and each field with Lapel's own templates."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
