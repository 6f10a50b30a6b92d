from django.urls import path

from saidyes.office.mail_room import views

urlpatterns = [
    path("", views.show, name="office-mail-room"),
    path("<str:letter_id>/", views.letter, name="office-mail-room-letter"),
    path("<str:letter_id>/html/", views.html, name="office-mail-room-html"),
    path("<str:letter_id>/raw/", views.raw, name="office-mail-room-raw"),
]
