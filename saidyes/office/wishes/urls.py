from django.urls import path

from saidyes.office.wishes import views

urlpatterns = [path("<uuid:address_id>/", views.page, name="office-wish")]
