from django.urls import path

from saidyes.portal.take_back import views

urlpatterns = [path("take-back/<str:token>/", views.page, name="portal-take-back")]
