from django.urls import path

from saidyes.portal.view import views

urlpatterns = [path("view/<str:token>/", views.blast, name="portal-view")]
