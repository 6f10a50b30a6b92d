"""The three doors of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("saidyes.portal.urls")),
    path("", include("saidyes.office.urls")),
    path("", include("saidyes.api.urls")),
]
