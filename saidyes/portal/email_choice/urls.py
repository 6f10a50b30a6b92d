from django.urls import path

from saidyes.portal.email_choice import views

urlpatterns = [
    path("my-account/account-information/email/<uuid:address_id>/", views.choice, name="portal-email-choice"),
    path("email-choice/<str:token>/", views.by_token, name="portal-email-choice-by-token"),
]
