from django.urls import path

from saidyes.api.inbound import views
from saidyes.api.providers import PROVIDERS

urlpatterns = [
    path("api/inbound/", views.inbound, name="api-inbound"),
    *(path(f"api/inbound/{name}/", views.reports, {"provider": name}, name=f"api-{name}") for name in PROVIDERS),
]
