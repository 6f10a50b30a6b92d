from django.urls import path

from saidyes.office.log_in import views

urlpatterns = [
    path("log-in/", views.log_in, name="office-log-in"),
    path("log-out/", views.log_out, name="office-log-out"),
]
