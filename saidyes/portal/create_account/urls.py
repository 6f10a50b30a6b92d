from django.urls import path

from saidyes.portal.create_account import views

urlpatterns = [
    path("create-account/", views.details, name="portal-create-account"),
    path("create-account/email-choice/", views.choice, name="portal-create-account-choice"),
    path("create-account/code/", views.code, name="portal-create-account-code"),
    path("create-account/new-code/", views.new_code, name="portal-create-account-new-code"),
    path("welcome/", views.welcome, name="portal-welcome"),
]
