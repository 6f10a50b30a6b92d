from django.urls import path

from saidyes.office.your_account import factors, views

urlpatterns = [
    path("", views.show, name="office-your-account"),
    path("password/", views.password, name="office-your-password"),
    path("log-ins/others/end/", views.end_elsewhere, name="office-visits-end"),
    path("log-ins/<uuid:visit_id>/end/", views.end, name="office-visit-end"),
    path("second-factor/", factors.set_up, name="office-second-factor-set-up"),
    path("second-factor/recovery-codes/", factors.recovery_codes, name="office-recovery-codes"),
    path("second-factor/passkey/", factors.add_passkey, name="office-passkey-add"),
    path("second-factor/<int:factor_id>/remove/", factors.remove, name="office-factor-remove"),
]
