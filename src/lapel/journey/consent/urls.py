"""Addresses of the room."""

from django.urls import path

from lapel.journey.consent.views import classes, contacts, family, students

urlpatterns = [
    path("", classes.index, name="index"),
    path("classes/<uuid:class_id>/", classes.school_class, name="class"),
    path("classes/<uuid:class_id>/add/", classes.add, name="add"),
    path("classes/<uuid:class_id>/forms/", classes.forms, name="forms"),
    path("classes/<uuid:class_id>/close/", classes.close, name="close"),
    path("students/<uuid:student_id>/", students.student, name="student"),
    path("students/<uuid:student_id>/record/", students.record, name="record"),
    path("students/<uuid:student_id>/change/", students.change, name="change"),
    path("students/<uuid:student_id>/withdraw/", students.withdraw, name="withdraw"),
    path("students/<uuid:student_id>/link/", students.link, name="link"),
    path("students/<uuid:student_id>/remove/", students.remove, name="remove"),
    path("families/", contacts.families, name="families"),
    path("families/<slug:slug>/", contacts.contact, name="contact"),
    path("help/", contacts.help_page, name="help"),
    path("form/", family.door, name="door"),
    path("form/<str:code>/", family.family, name="family"),
]
