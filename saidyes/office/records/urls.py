from django.urls import path

from saidyes.office.records import views

urlpatterns = [
    path("<uuid:event_id>/", views.show, name="office-record"),
    path("<uuid:event_id>/evidence/", views.evidence, name="office-record-evidence"),
]
