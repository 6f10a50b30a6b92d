from django.urls import path

from saidyes.office.consent_lookup import views

urlpatterns = [
    path("", views.show, name="office-consent-lookup"),
    path("proof/", views.proof, name="office-consent-export-proof"),
    path("export/", views.export, name="office-consent-export"),
    path("everyone/", views.export_everyone, name="office-consent-export-everyone"),
]
