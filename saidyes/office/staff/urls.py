from django.urls import path

from saidyes.office.staff import invited, views

urlpatterns = [
    path("settings/staff/", views.listing, name="office-staff"),
    path("settings/staff/invite/", views.invite_somebody, name="office-staff-invite"),
    path("settings/staff/invitations/<uuid:invitation_id>/end/", views.end, name="office-staff-invitation-end"),
    path("settings/staff/<uuid:membership_id>/", views.role, name="office-staff-role"),
    path("settings/staff/<uuid:membership_id>/log-out/", views.log_out, name="office-staff-log-out"),
    path("settings/staff/<uuid:membership_id>/disable/", views.disable, name="office-staff-disable"),
    path("settings/staff/<uuid:membership_id>/enable/", views.enable, name="office-staff-enable"),
    path("invitation/<str:invitation_token>/", invited.join_the_staff, name="office-invitation"),
]
