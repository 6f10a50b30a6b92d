from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.classes.models import Enrollment
from saidyes.families.adding import add_student
from saidyes.portal.doors import GuardianRequest, guardian_only
from saidyes.portal.my_account.forms import StudentForm
from saidyes.portal.pages import ask, posted


@require_safe
@guardian_only
def students(request: GuardianRequest) -> HttpResponse:
    now = Enrollment.objects.filter(ended_on=None).select_related("course").order_by("course__name")
    rows = request.guardian.family.students.prefetch_related(Prefetch("enrollments", now, "now_in"))
    return render(request, "portal/my_account/students.html", {"students": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_only
def add(request: GuardianRequest) -> HttpResponse:
    form = StudentForm(posted(request), initial={"last_name": request.guardian.last_name})
    if not form.is_valid():
        return ask(request, "portal/my_account/student_add.html", form)
    student = add_student(request.guardian.family, **form.cleaned_data)
    messages.success(request, _("Saved. %(name)s is on your account.") % {"name": student.name})
    return redirect("portal-students")
