from django.urls import path

from saidyes.office.reports import views

urlpatterns = [
    path("", views.index, name="office-reports"),
    path("new-family-accounts/", views.new_families, name="office-report-new-families"),
    path("new-family-accounts/export/", views.export_new_families, name="office-report-new-families-export"),
    path("unsubscribed-families/", views.unsubscribed, name="office-report-unsubscribed"),
    path("unsubscribed-families/export/", views.export_unsubscribed, name="office-report-unsubscribed-export"),
]
