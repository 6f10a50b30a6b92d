from django.urls import path

from saidyes.office.blasts.views import acting, calling, composing, deciding, listing, living, reviewing, trying

urlpatterns = [
    path("", listing.blasts, name="office-blasts"),
    path("new/", composing.new, name="office-blast-new"),
    path("<uuid:blast_id>/", living.blast, name="office-blast"),
    path("<uuid:blast_id>/edit/", composing.edit, name="office-blast-edit"),
    path("<uuid:blast_id>/preview/", composing.preview, name="office-blast-preview"),
    path("<uuid:blast_id>/review/", reviewing.review, name="office-blast-review"),
    path("<uuid:blast_id>/test/", trying.test, name="office-blast-test"),
    path("<uuid:blast_id>/call-list/", calling.call_list, name="office-blast-call-list"),
    path("<uuid:blast_id>/call-list/export/", calling.export, name="office-blast-call-list-export"),
    path("<uuid:blast_id>/undo/", acting.undo, name="office-blast-undo"),
    path("<uuid:blast_id>/pause/", acting.pause, name="office-blast-pause"),
    path("<uuid:blast_id>/resume/", acting.resume, name="office-blast-resume"),
    path("<uuid:blast_id>/cancel/", acting.cancel, name="office-blast-cancel"),
    path("<uuid:blast_id>/unanswered/send-again/", deciding.send_again, name="office-blast-send-again"),
    path("<uuid:blast_id>/unanswered/leave/", deciding.leave, name="office-blast-leave-unanswered"),
    path("<uuid:blast_id>/delete/", acting.delete, name="office-blast-delete"),
    path("<uuid:blast_id>/copy/", acting.copy, name="office-blast-copy"),
]
