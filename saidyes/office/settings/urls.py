from django.urls import path

from saidyes.office.settings import views

urlpatterns = [
    path("", views.show, name="office-settings"),
    path("save/", views.save, name="office-settings-save"),
]
