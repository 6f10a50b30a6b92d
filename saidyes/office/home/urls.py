from django.urls import path

from saidyes.office.home import views

urlpatterns = [path("", views.home, name="office-home")]
