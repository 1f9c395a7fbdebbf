"""Addresses of exchange."""

from django.urls import path

from lapel.journey.exchange.views import api_tokens, brought, programs, wallet

urlpatterns = [
    path("tokens/", api_tokens.tokens, name="api-tokens"),
    path("tokens/<uuid:token_id>/end/", api_tokens.end, name="api-token-end"),
    path("awards/<uuid:award_id>/wallet/", wallet.wallet, name="wallet"),
    path("awards/<uuid:award_id>/wallet/code.svg", wallet.code, name="wallet-code"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<uuid:program_id>/end/", programs.end, name="end"),
    path("rules/", programs.rules, name="rules"),
    path("brought/", brought.brought, name="brought"),
    path("brought/<uuid:brought_id>/check/", brought.check, name="check"),
    path("brought/<uuid:brought_id>/delete/", brought.discard, name="discard"),
    path("brought/<uuid:brought_id>/file/", brought.download, name="download"),
]
