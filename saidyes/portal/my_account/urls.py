from django.urls import path

from saidyes.portal.my_account import erasure, log_ins, passkeys, password, statements, students, views

urlpatterns = [
    path("", views.my_account, name="portal-my-account"),
    path("account-information/", views.account_information, name="portal-account-information"),
    path("account-information/contact/", views.contact, name="portal-contact"),
    path("account-information/password/", password.password, name="portal-password"),
    path("account-information/passkeys/add/", passkeys.add, name="portal-passkey-add"),
    path("account-information/passkeys/<int:passkey_id>/remove/", passkeys.remove, name="portal-passkey-remove"),
    path("account-information/log-ins/", log_ins.show, name="portal-log-ins"),
    path("account-information/log-ins/<uuid:visit_id>/end/", log_ins.end, name="portal-visit-end"),
    path("erase/", erasure.erasure, name="portal-erasure"),
    path("students/", students.students, name="portal-students"),
    path("students/add/", students.add, name="portal-student-add"),
    path("statements/", statements.statements, name="portal-statements"),
    path("statements/<uuid:notice_id>/", statements.statement, name="portal-statement"),
]
