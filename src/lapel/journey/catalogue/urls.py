"""Addresses of the room; the fixed ones come first, and no micro-credential takes their names."""

from django.urls import path

from lapel.journey.catalogue import views

urlpatterns = [
    path("", views.index, name="index"),
    path("framework/", views.framework, name="framework"),
    path("competencies/<str:code>/", views.competency, name="competency"),
    path("stacks/", views.stacks, name="stacks"),
    path("stacks/<slug:slug>/", views.stack, name="stack"),
    path("<slug:slug>/", views.microcredential, name="microcredential"),
    path("<slug:slug>/print/", views.printable, name="print"),
    path("<slug:slug>/<int:number>/", views.version, name="version"),
]
