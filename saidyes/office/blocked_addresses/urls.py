from django.urls import path

from saidyes.office.blocked_addresses import views

urlpatterns = [
    path("", views.listing, name="office-blocked-addresses"),
    path("<uuid:suppression_id>/lift/", views.lift, name="office-block-lift"),
]
