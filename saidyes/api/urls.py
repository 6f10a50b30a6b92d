from django.urls import include, path

urlpatterns = [
    path("", include("saidyes.api.health.urls")),
    path("", include("saidyes.api.inbound.urls")),
]
