from django.urls import path

from saidyes.office.settings import consent, views

urlpatterns = [
    path("", views.show, name="office-settings"),
    path("consent/", consent.page, name="office-settings-consent"),
    path("save/", views.save, name="office-settings-save"),
]
