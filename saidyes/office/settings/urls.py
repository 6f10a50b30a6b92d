from django.urls import path

from saidyes.common.languages import LANGUAGES
from saidyes.office.settings import check_up, consent, owner, second_factor, views, wordings

urlpatterns = [
    path("", views.show, name="office-settings"),
    path("consent/", consent.page, name="office-settings-consent"),
    path("owner/", owner.page, name="office-settings-owner"),
    path("second-factor/", second_factor.page, name="office-settings-second-factor"),
    path("school/", views.school, name="office-settings-school"),
    path("brand/", views.brand, name="office-settings-brand"),
    path("sender/", views.sender, name="office-settings-sender"),
    path("sender/check/", views.sender_check, name="office-settings-sender-check"),
    path("check-up/", check_up.page, name="office-check-up"),
    path("wordings/", wordings.show, name="office-wordings"),
    path("wordings/<uuid:wording_id>/", wordings.version, name="office-wording"),
    *(
        path(f"wordings/{language}/", wordings.edit, {"language": language}, name=f"office-wording-{language}")
        for language in LANGUAGES
    ),
]
