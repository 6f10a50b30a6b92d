from django.urls import path

from saidyes.office.stopped_blasts import views

urlpatterns = [path("", views.page, name="office-stopped-blasts")]
