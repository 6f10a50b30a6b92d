from django.urls import path

from saidyes.portal.confirm import views

urlpatterns = [
    path("confirm/<str:token>/", views.confirm_a_yes, name="portal-confirm"),
    path("check-address/<str:token>/", views.check_address, name="portal-check-address"),
]
