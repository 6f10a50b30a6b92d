from django.urls import path

from saidyes.api.inbound import views

urlpatterns = [path("api/inbound/", views.inbound, name="api-inbound")]
