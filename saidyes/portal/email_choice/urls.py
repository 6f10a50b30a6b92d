from django.urls import path

from saidyes.portal.email_choice import receipts, views

urlpatterns = [
    path("my-account/account-information/email/<uuid:address_id>/", views.choice, name="portal-email-choice"),
    path("my-account/account-information/email/<uuid:address_id>/ask/", views.ask_another, name="portal-ask-to-choose"),
    path("my-account/email-choices/", receipts.history, name="portal-choices"),
    path("my-account/email-choices/download/", receipts.history_file, name="portal-choices-file"),
    path("my-account/email-choices/<uuid:event_id>/receipt/", receipts.receipt, name="portal-receipt"),
    path("email-choice/<str:token>/", views.by_token, name="portal-email-choice-by-token"),
]
