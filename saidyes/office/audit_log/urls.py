from django.urls import path

from saidyes.office.audit_log import views

urlpatterns = [
    path("", views.show, name="office-audit-log"),
    path("verification/", views.verification, name="office-verification"),
    path("export/", views.export, name="office-audit-log-export"),
]
