"""The portal's pages: each family of pages names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("saidyes.portal.start.urls")),
    path("portal/", include("saidyes.portal.create_account.urls")),
    path("portal/", include("saidyes.portal.log_in.urls")),
    path("portal/my-account/", include("saidyes.portal.my_account.urls")),
    path("portal/my-account/account-information/", include("saidyes.portal.own_addresses.urls")),
    path("portal/", include("saidyes.portal.email_choice.urls")),
    path("portal/", include("saidyes.portal.unsubscribe.urls")),
    path("portal/", include("saidyes.portal.confirm.urls")),
    path("portal/", include("saidyes.portal.take_back.urls")),
    path("portal/", include("saidyes.portal.view.urls")),
    path("portal/", include("saidyes.portal.language.urls")),
    path("", include("saidyes.portal.brand.urls")),
]
