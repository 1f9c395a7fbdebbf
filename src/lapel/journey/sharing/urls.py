"""Addresses of sharing."""

from django.urls import path

from lapel.journey.sharing import views

urlpatterns = [
    path("", views.index, name="index"),
    path("verify/", views.verify, name="verify"),
    path("oembed", views.oembed, name="oembed"),
    path("cv/<str:form>/", views.cv, name="cv"),
    path("reissue/", views.reissue, name="reissue"),
    path("papers/<uuid:paper_id>/", views.paper, name="paper"),
    path("transcripts/<uuid:issuer_id>/", views.order_transcript, name="transcript"),
    path("awards/<uuid:award_id>/forms/<str:form>/", views.order_form, name="form"),
    path("badge/<uuid:award_id>/", views.badge, name="badge"),
    path("badge/<uuid:award_id>/card.png", views.card, name="card"),
    path("awards/<uuid:award_id>/", views.award, name="award"),
    path("awards/<uuid:award_id>/share/", views.share, name="share"),
    path("awards/<uuid:award_id>/district/", views.district, name="district"),
    *[
        path(
            f"awards/<uuid:award_id>/{form}/",
            views.download,
            {"form": form},
            name=f"download-{form}",
        )
        for form in ("json", "png", "svg", "certificate", "proof", "anchored", "bundle", "qr")
    ],
]
