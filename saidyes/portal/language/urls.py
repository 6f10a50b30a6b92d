from django.urls import path

from saidyes.portal.language import views

urlpatterns = [path("language/", views.pick, name="portal-language")]
