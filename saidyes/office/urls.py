"""The office's pages: each family of pages names its own."""

from django.urls import include, path

urlpatterns = [
    path("office/", include("saidyes.office.log_in.urls")),
    path("office/your-account/", include("saidyes.office.your_account.urls")),
    path("office/", include("saidyes.office.home.urls")),
    path("office/families/import/", include("saidyes.office.importing.urls")),
    path("office/families/", include("saidyes.office.families.urls")),
    path("office/email-blast/", include("saidyes.office.blasts.urls")),
    path("office/consent/", include("saidyes.office.consent_lookup.urls")),
    path("office/audit-log/", include("saidyes.office.audit_log.urls")),
    path("office/records/", include("saidyes.office.records.urls")),
    path("office/reports/", include("saidyes.office.reports.urls")),
    path("office/reported-addresses/", include("saidyes.office.held_reports.urls")),
    path("office/stopped-blasts/", include("saidyes.office.stopped_blasts.urls")),
    path("office/settings/blocked-addresses/", include("saidyes.office.blocked_addresses.urls")),
    path("office/asked-to-unsubscribe/", include("saidyes.office.wishes.urls")),
    path("office/", include("saidyes.office.staff.urls")),
    path("office/settings/", include("saidyes.office.settings.urls")),
    path("office/", include("saidyes.office.first_run.urls")),
    path("mail-room/", include("saidyes.office.mail_room.urls")),
]
