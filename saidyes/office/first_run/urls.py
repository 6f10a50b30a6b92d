from django.urls import path

from saidyes.office.first_run import views

urlpatterns = [path("set-up/", views.set_up, name="office-set-up")]
