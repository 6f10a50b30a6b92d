from django.urls import path

from saidyes.portal.log_in import passkey, views

urlpatterns = [
    path("log-in/", views.log_in, name="portal-log-in"),
    path("log-in/password/", views.by_password, name="portal-log-in-password"),
    path("log-in/passkey/", passkey.passkey, name="portal-log-in-passkey"),
    path("log-in/code/", views.code, name="portal-log-in-code"),
    path("log-in/new-code/", views.new_code, name="portal-log-in-new-code"),
    path("log-out/", views.log_out, name="portal-log-out"),
]
