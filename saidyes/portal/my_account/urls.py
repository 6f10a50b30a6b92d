from django.urls import path

from saidyes.portal.my_account import erasure, password, statements, students, views

urlpatterns = [
    path("", views.my_account, name="portal-my-account"),
    path("account-information/", views.account_information, name="portal-account-information"),
    path("account-information/contact/", views.contact, name="portal-contact"),
    path("account-information/password/", password.password, name="portal-password"),
    path("erase/", erasure.erasure, name="portal-erasure"),
    path("students/", students.students, name="portal-students"),
    path("students/add/", students.add, name="portal-student-add"),
    path("statements/", statements.statements, name="portal-statements"),
    path("statements/<uuid:notice_id>/", statements.statement, name="portal-statement"),
]
