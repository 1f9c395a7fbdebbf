"""Addresses of the room."""

from django.urls import path

from lapel.journey.authoring import views

urlpatterns = [
    path("", views.index, name="index"),
    path("import/", views.Import.as_view(), name="import"),
    path("frameworks/", views.frameworks, name="frameworks"),
    path("frameworks/bring/", views.Bring.as_view(), name="bring"),
    path("frameworks/brought/<uuid:brought_id>/", views.Brought.as_view(), name="brought"),
    path(
        "frameworks/brought/<uuid:brought_id>/discard/",
        views.discard_framework,
        name="discard_framework",
    ),
    path("frameworks/levels/", views.levels, name="levels"),
    path("frameworks/levels/bring/", views.BringLevels.as_view(), name="bring_levels"),
    path("frameworks/levels/<slug:code>/", views.levels_of, name="levels_of"),
    path("frameworks/levels/<slug:code>/write/", views.WriteLevels.as_view(), name="write_levels"),
    path(
        "frameworks/levels/<slug:code>/document/",
        views.BringLevels.as_view(),
        name="bring_levels_of",
    ),
    path(
        "frameworks/levels/<slug:code>/<int:number>.json",
        views.levels_document,
        name="levels_document",
    ),
    path(
        "frameworks/levels/versions/<uuid:version_id>/review/",
        views.review_levels,
        name="review_levels",
    ),
    path(
        "frameworks/levels/versions/<uuid:version_id>/publish/",
        views.PublishLevels.as_view(),
        name="publish_levels",
    ),
    path(
        "frameworks/levels/versions/<uuid:version_id>/discard/",
        views.put_levels_away,
        name="put_levels_away",
    ),
    path("frameworks/<uuid:framework_id>/", views.Framework.as_view(), name="framework"),
    path("stacks/", views.PublishStack.as_view(), name="stack"),
    path("published/<slug:slug>/<int:number>.json", views.version_document, name="version"),
    path("published/<slug:slug>/revise/", views.revise, name="revise"),
    path("<uuid:draft_id>/", views.Draft.as_view(), name="draft"),
    path("<uuid:draft_id>/preview/", views.preview, name="preview"),
    path("<uuid:draft_id>/publish/", views.Publish.as_view(), name="publish"),
    path("<uuid:draft_id>/discard/", views.discard, name="discard"),
    path("<uuid:draft_id>/document.json", views.draft_document, name="document"),
]
