from django.urls import path

from saidyes.portal.brand import views

urlpatterns = [
    path("brand.css", views.stylesheet, name="portal-brand-colour"),
    path("brand/<str:logo>", views.logo, name="portal-brand-logo"),
]
