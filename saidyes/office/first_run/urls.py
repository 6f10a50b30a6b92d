from django.urls import path

from saidyes.office.first_run import setting_up, views

urlpatterns = [
    path("set-up/", views.set_up, name="office-set-up"),
    path("set-up/owner/", views.owner, name="office-set-up-owner"),
    path("set-up/address/", setting_up.place, name="office-set-up-place"),
    path("set-up/sender/", setting_up.sender, name="office-set-up-sender"),
    path("set-up/sender/check/", setting_up.sender_check, name="office-set-up-sender-check"),
    path("set-up/staff/", setting_up.staff, name="office-set-up-staff"),
    path("set-up/question/", setting_up.question, name="office-set-up-question"),
    path("set-up/families/", setting_up.families, name="office-set-up-families"),
]
