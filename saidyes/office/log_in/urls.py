from django.urls import path

from saidyes.office.log_in import second_factor, views

urlpatterns = [
    path("log-in/", views.log_in, name="office-log-in"),
    path("log-in/second-factor/", second_factor.page, name="office-second-factor"),
    path("log-in/second-factor/passkey/", second_factor.passkey, name="office-second-factor-passkey"),
    path("log-out/", views.log_out, name="office-log-out"),
]
