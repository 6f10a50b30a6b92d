from django.urls import path

from saidyes.office.held_reports import views

urlpatterns = [path("", views.page, name="office-held-reports")]
