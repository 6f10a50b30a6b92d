from django.urls import path

from saidyes.portal.unsubscribe import views

urlpatterns = [
    path("unsubscribe/", views.ask_for_link, name="portal-unsubscribe-ask"),
    path("unsubscribe/<str:token>/", views.page, name="portal-unsubscribe"),
]
