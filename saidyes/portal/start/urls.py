from django.urls import path

from saidyes.portal.start import views

urlpatterns = [
    path("", views.start, name="portal-start"),
    path("help/", views.help_page),
    path("privacy/", views.privacy),
    path("portal/help/", views.help_page, name="portal-help"),
    path("portal/privacy/", views.privacy, name="portal-privacy"),
    path("portal/", views.home, name="portal-home"),
]
