from django.urls import URLPattern, URLResolver, include, path

from saidyes.office.families.views import addresses, blocks, classes, erasing, listing, people, poster, record, whole

of_a_guardian: list[URLPattern | URLResolver] = [
    path("", people.edit_guardian, name="office-guardian"),
    path("email/new/", addresses.new_address, name="office-address-new"),
    path("email/<uuid:held_id>/", addresses.edit_address, name="office-address"),
    path("email/<uuid:held_id>/remove/", addresses.remove_address, name="office-address-remove"),
    path("email/<uuid:held_id>/ask/", addresses.ask_for_a_choice, name="office-address-ask"),
    path("email/<uuid:held_id>/block/", blocks.block_address, name="office-address-block"),
    path("email/<uuid:held_id>/check/", blocks.check_address, name="office-address-check"),
    path("email/<uuid:held_id>/void/", blocks.void_yes, name="office-address-void"),
    path("aside/", whole.set_guardian_aside, {"away": True}, name="office-guardian-aside"),
    path("back/", whole.set_guardian_aside, {"away": False}, name="office-guardian-back"),
    path("split/", whole.split, name="office-guardian-split"),
]

of_a_family: list[URLPattern | URLResolver] = [
    path("", record.family, name="office-family"),
    path("edit/", people.edit_family, name="office-family-edit"),
    path("archive/", whole.archive, {"away": True}, name="office-family-archive"),
    path("back/", whole.archive, {"away": False}, name="office-family-back"),
    path("erase/", erasing.erase, name="office-family-erase"),
    path("keep/", erasing.keep, name="office-family-keep"),
    path("merge/", whole.merge_with, name="office-family-merge"),
    path("guardians/new/", people.new_guardian, name="office-guardian-new"),
    path("guardians/<uuid:guardian_id>/", include(of_a_guardian)),
    path("students/", classes.students, name="office-family-students"),
    path("students/new/", classes.new_student, name="office-student-new"),
    path("students/<uuid:student_id>/enroll/", classes.enroll_student, name="office-enroll"),
    path("enrollments/<uuid:enrollment_id>/end/", classes.leave_class, name="office-enrollment-end"),
    path("payments/new/", classes.new_payment, name="office-payment-new"),
    path("statements/new/", classes.new_statement, name="office-statement-new"),
    path("emails/", record.emails, name="office-family-emails"),
    path("audit-log/", record.audit_log, name="office-family-audit-log"),
    path("standing/", record.standing, name="office-family-standing"),
]

urlpatterns = [
    path("", listing.families, name="office-families"),
    path("new/", listing.new_family, name="office-family-new"),
    path("poster/", poster.poster, name="office-sign-up-poster"),
    path("<uuid:family_id>/", include(of_a_family)),
]
