from django.urls import path

from saidyes.office.importing import views

urlpatterns = [
    path("", views.choose, name="office-import"),
    path("<uuid:file_id>/", views.check, name="office-import-check"),
    path("<uuid:file_id>/remarks/", views.remarks, name="office-import-remarks"),
]
