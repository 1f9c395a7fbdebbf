"""Addresses of issuing; signed documents have theirs under /id/."""

from django.urls import path

from lapel.journey.issuing import views

urlpatterns = [
    path("", views.index, name="index"),
    path("batches/", views.batches, name="batches"),
    path("batches/new/", views.upload_batch, name="upload-batch"),
    path("batches/example/", views.batch_example, name="batch-example"),
    path("batches/<uuid:batch_id>/", views.batch, name="batch"),
    path("batches/<uuid:batch_id>/lines/", views.batch_lines, name="batch-lines"),
    path("batches/<uuid:batch_id>/confirm/", views.confirm_batch, name="confirm-batch"),
    path("batches/<uuid:batch_id>/pause/", views.pause_batch, name="pause-batch"),
    path("batches/<uuid:batch_id>/resume/", views.resume_batch, name="resume-batch"),
    path("batches/<uuid:batch_id>/cancel/", views.cancel_batch, name="cancel-batch"),
    path("endorsements/", views.endorsements, name="endorsements"),
    path("endorsements/ask/", views.ask_endorsement, name="ask-endorsement"),
    path("endorsements/<uuid:endorsement_id>/", views.endorsement, name="endorsement"),
    *[
        path(f"endorsements/<uuid:endorsement_id>/{verb}/", view, name=f"{verb}-endorsement")
        for verb, view in {
            "accept": views.accept_endorsement,
            "reject": views.reject_endorsement,
            "withdraw": views.withdraw_request,
            "revoke": views.revoke_endorsement,
            "let-in": views.let_body_in,
        }.items()
    ],
    path(
        "awards/<uuid:award_id>/endorse/", views.ask_award_endorsement, name="ask-award-endorsement"
    ),
    path("log/", views.log, name="log"),
    path("log/tend/", views.tend_log, name="tend-log"),
    path("log/tend/reconcile/", views.reconcile, name="reconcile"),
    path("log/tend/epoch/", views.open_epoch, name="open-epoch"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:key_id>/disown/", views.disown, name="disown"),
    path("keys/<uuid:issuer_id>/rotate/", views.rotate, name="rotate"),
    path("awards/change/", views.change_many, name="change-many"),
    path("awards/changes/<uuid:change_id>/", views.change, name="change"),
    path("awards/<uuid:award_id>/", views.award, name="award"),
    path("awards/<uuid:award_id>/newer/", views.newer, name="newer"),
    *[
        path(f"awards/<uuid:award_id>/{verb}/", views.change_award, {"verb": verb}, name=verb)
        for verb in ("revoke", "suspend", "reinstate", "expire", "refresh", "reissue", "keep")
    ],
]
