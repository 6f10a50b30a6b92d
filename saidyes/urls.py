"""The three doors of the house, and what is said when something goes wrong at them."""

from django.urls import include, path

urlpatterns = [
    path("", include("saidyes.portal.urls")),
    path("", include("saidyes.office.urls")),
    path("", include("saidyes.api.urls")),
]
handler400 = "saidyes.web.apologies.not_understood"
handler500 = "saidyes.web.apologies.went_wrong"
