from django.urls import path

from saidyes.portal.own_addresses import views

urlpatterns = [
    path("email/add/", views.add, name="portal-address-add"),
    path("email/<uuid:address_id>/replace/", views.replace_one, name="portal-address-replace"),
    path("email/code/", views.code, name="portal-address-code"),
    path("email/new-code/", views.new_code, name="portal-address-new-code"),
]
