import pytest

from saidyes.classes.models import Course
from saidyes.families.models import Family
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event
from saidyes.notices.models import Notice


@pytest.fixture
def desk(priya) -> Actor:
    return Actor(ActorKind.STAFF, id=str(priya.user_id), name=priya.name)


@pytest.fixture
def swim_team(business) -> Course:
    return Course.objects.create(business=business, name="Swim Team Sat 8:00")


def student_of(guardian, first_name):
    return guardian.family.students.get(first_name=first_name)


def notices_to(address) -> list[Notice]:
    return list(Notice.objects.filter(to_key=address).order_by("created_at"))


def events_about(family: Family) -> list[Event]:
    return list(Event.objects.filter(subject=f"family:{family.pk}").order_by("seq"))
