"""The good rows of a file, in one transaction. Loading it again changes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.classes.importing.checking import Plan, Row
from saidyes.classes.importing.deciding import Answer, Decisions, Known, decide, known_of, remark_on
from saidyes.classes.importing.remarks import Remark, Result
from saidyes.classes.models import Course, Enrollment
from saidyes.common import clock
from saidyes.common.addresses import Canonical
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import Choice, record_choices
from saidyes.consent.knowing import addresses_for
from saidyes.consent.models import Address, WordingKind
from saidyes.families.models import Guardian
from saidyes.families.moving_in import Settled, give_all, move_in
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Entry, Subject, record, record_all
from saidyes.ledger.verbs import Verb

Rows = dict[int, tuple[Row, Settled]]  # by line: what was read, and the rows made of it


@dataclass
class Outcome:
    """What came, or would come, of a file. `standings` counts the addresses of the good rows."""

    plan: Plan
    new: int  # families
    known: int  # families that were there before, and stay as the office has them
    students: int
    enrollments: int
    choices: int  # recorded now; the others stood already
    standings: Counter[str]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def refused_by_reason(self) -> dict[str, int]:
        """How many rows were refused, by the first thing that is wrong with each; the most frequent first."""
        refused = [remark for remark in self.remarks if remark.result == Result.NOT_LOADED]
        first = {remark.line: remark.reason for remark in reversed(refused)}
        return dict(Counter(first.values()).most_common())


def foresee(plan: Plan) -> Outcome:
    """What `load` would do now. Changes nothing."""
    known = known_of(plan)
    return _outcome(plan, known, decide(plan, known))


@transaction.atomic
def load(plan: Plan, *, actor: Actor) -> Outcome:
    """Write the good rows. `actor`, of kind import, is who vouches for the file. No mail goes out.

    Families that are there stay as the office has them; of their rows only the answers count.
    """
    business = Business.objects.select_for_update(no_key=True).get(pk=plan.business.pk)  # one file at a time
    plan = replace(plan, business=business)
    known = known_of(plan)
    decided = decide(plan, known)
    outcome = _outcome(plan, known, decided)
    new = _newcomers(plan, known)
    settled = move_in(business, [row.household for row in new], actor=actor, source=Source.IMPORT_FILE)
    rows = {row.line: (row, one) for row, one in zip(new, settled, strict=True)}
    _enroll(business, rows, actor)
    addresses = give_all(business, list(_uses(rows)), actor=actor, source=Source.IMPORT_FILE)
    answers = [(answer, _whose(answer, known, rows)) for answer in decided.taken.values()]
    outcome.remarks += _choose(plan, answers, addresses, actor)
    if new or answers:
        _record_the_file(outcome, actor)
    return outcome


def _outcome(plan: Plan, known: Known, decided: Decisions) -> Outcome:
    new = _newcomers(plan, known)
    return Outcome(
        plan=plan,
        new=len(new),
        known=len(plan.rows) - len(new),
        students=sum(len(row.household.children) for row in new),
        enrollments=sum(len(row.courses) for row in new),
        choices=len(decided.taken),
        standings=Counter(decided.standings.values()),
        remarks=sorted(plan.remarks + decided.remarks, key=lambda remark: remark.line),
    )


def _newcomers(plan: Plan, known: Known) -> list[Row]:
    return [row for row in plan.rows if row.external_id not in known.families]


def _enroll(business: Business, rows: Rows, actor: Actor) -> None:
    """Whoever was enrolled elsewhere is so here from today; their families know it, so nobody is told."""
    courses = _courses(business, {name for row, _ in rows.values() for _, name in row.courses})
    today = clock.now().astimezone(business.zone).date()
    enrollments, entries = [], []
    for row, one in rows.values():
        for place, name in row.courses:
            course, student = courses[name], one.students[place]
            enrollments.append(Enrollment(business=business, course=course, student=student, enrolled_on=today))
            facts = {"course": str(course.pk), "student": str(student.pk)}
            entries.append(Entry(Verb.ENROLLED, Subject.of(one.family), actor, Source.IMPORT_FILE, facts))
    Enrollment.objects.bulk_create(enrollments)
    record_all(entries)


def _courses(business: Business, names: set[str]) -> dict[str, Course]:
    """The classes of the school by name; those that are not there yet are opened."""
    Course.objects.bulk_create([Course(business=business, name=name) for name in sorted(names)], ignore_conflicts=True)
    return {course.name: course for course in business.courses.all()}


def _uses(rows: Rows) -> Iterator[tuple[Guardian, Sequence[Canonical]]]:
    for row, one in rows.values():
        for guardian, adult in zip(one.guardians, row.household.adults, strict=True):
            yield guardian, adult.addresses


def _whose(answer: Answer, known: Known, rows: Rows) -> str:
    """The guardian whose answer it is; empty when the row was refused and nobody stands behind it."""
    if answer.row.line in rows:
        return str(rows[answer.row.line][1].guardians[answer.place].pk)
    return str(known.holders.get((answer.row.external_id, answer.read.key), ""))


def _choose(
    plan: Plan, answers: Sequence[tuple[Answer, str]], addresses: dict[str, Address], actor: Actor
) -> list[Remark]:
    """Record the answers; a no also for addresses that the office no longer has. What came in between is remarked."""
    reads = [answer.read for answer, _ in answers if answer.read.key not in addresses]
    addresses = addresses | addresses_for(plan.business, reads, actor=actor, source=Source.IMPORT_FILE)
    choices = [
        Choice(
            addresses[answer.read.key],
            answer.said.yes,
            replace(actor, on_behalf_of=guardian),
            answer.evidence(plan.sha256),
        )
        for answer, guardian in answers
    ]
    wording = wording_of(plan.business, WordingKind.IMPORT_FILE)
    refused = record_choices(choices, wording=wording, source=Source.IMPORT_FILE)
    late = [(answer.row, refused.get(addresses[answer.read.key].pk)) for answer, _ in answers]
    return [remark_on(row, str(why)) for row, why in late if why]


def _record_the_file(outcome: Outcome, actor: Actor) -> None:
    plan = outcome.plan
    facts = {
        "file_sha256": plan.sha256,
        "rows": plan.read,
        "refused": len(plan.refused),
        "families": outcome.new,
        "choices": outcome.choices,
    }
    private = {"file": plan.name} if plan.name else {}
    record(
        Verb.FILE_IMPORTED,
        Subject.of(plan.business),
        actor=actor,
        source=Source.IMPORT_FILE,
        facts=facts,
        private=private,
    )
