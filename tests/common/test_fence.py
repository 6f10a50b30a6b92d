"""The fence as PostgreSQL keeps it, and what can be said of it. Tests are everybody's, as commands are."""

import pytest
from django.core import checks
from django.db import ProgrammingError, connection, transaction

from saidyes.businesses.models import Business
from saidyes.classes.models import Course
from saidyes.common.configuring import CONFIGURATION
from saidyes.common.fence import role, whose
from saidyes.families.models import Family
from tests.postgres import SUPERUSER

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security")


def schools():
    """Whose families are there to be seen, without asking for any school's."""
    return set(Family.objects.values_list("business_id", flat=True))


@only_postgresql
def test_before_it_is_said_whose_there_are_no_rows(business, monkeypatch):
    monkeypatch.setattr(whose.Process, "rows", whose.NOBODYS)
    assert schools() == set()


@only_postgresql
def test_a_school_sees_its_own_rows_alone(business, lakeside):
    with whose.of_school(business.pk):
        assert schools() == {business.pk}
    with whose.of_school(lakeside.pk):
        assert schools() == {lakeside.pk}
    assert schools() == {business.pk, lakeside.pk}


@only_postgresql
def test_a_school_writes_only_its_own_rows(business, lakeside):
    theirs = Course.objects.create(business=lakeside, name="Vault")
    with whose.of_school(business.pk):
        assert Course.objects.filter(pk=theirs.pk).update(name="Ours") == 0
        assert Course.objects.filter(pk=theirs.pk).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Course.objects.create(business=lakeside, name="Beam")
    assert list(lakeside.courses.filter(name__in=["Vault", "Ours", "Beam"])) == [theirs]


@only_postgresql
def test_raw_sql_is_held_too(business, lakeside):
    with whose.of_school(lakeside.pk), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT business_id FROM families_family")
        assert cursor.fetchall() == [(lakeside.pk,)]


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_nothing_back_of_what_was_said(business, lakeside):
    """PostgreSQL undoes also a setting that was made since."""
    with whose.of_school(lakeside.pk):
        assert schools() == {lakeside.pk}
    with whose.of_school(business.pk):
        with transaction.atomic():
            assert schools() == {business.pk}
            transaction.set_rollback(True)
        assert schools() == {business.pk}


@only_postgresql
def test_a_failed_statement_leaves_the_next_school_its_own(business, lakeside):
    with pytest.raises(ProgrammingError), transaction.atomic(), whose.of_school(business.pk):
        Course.objects.create(business=lakeside, name="Beam")
    with whose.of_school(lakeside.pk):
        assert schools() == {lakeside.pk}


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_anew(business):
    with whose.of_school(business.pk):
        assert schools() == {business.pk}
        connection.close()
        assert schools() == {business.pk}


@only_postgresql
def test_of_the_others_a_school_learns_a_number_alone(business, lakeside):
    with whose.of_school(business.pk):
        everywhere = whose.count_everywhere(Family.objects.all())
        assert everywhere > Family.objects.count()
        assert schools() == {business.pk}


def test_what_was_said_is_only_narrowed(business, lakeside):
    with whose.of_school(business.pk):
        with pytest.raises(whose.OutOfReach), whose.of_school(lakeside.pk):
            pass
        with pytest.raises(whose.OutOfReach), whose.of_every_school():
            pass
        with whose.of_no_school(), pytest.raises(whose.OutOfReach), whose.of_every_school():
            pass
    with whose.of_every_school(), whose.of_school(lakeside.pk):
        assert whose.rows() == str(lakeside.pk)


@only_postgresql
def test_what_is_sent_after_the_request_is_still_its_schools(business, lakeside):
    parts = whose.of_school_to_the_end(business.pk, (schools() for _ in range(2)))
    assert next(parts) == {business.pk}
    assert schools() == {business.pk, lakeside.pk}
    assert list(parts) == [{business.pk}]


def test_a_school_can_be_found_before_it_is_known(business):
    with whose.of_no_school():
        assert Business.objects.filter(host=business.host).exists()


@pytest.fixture
def as_superuser(db, monkeypatch):
    """Of the throwaway server of the tests, which lets anybody of this machine in."""
    privileged = connection.copy()
    privileged.settings_dict = {**connection.settings_dict, "USER": SUPERUSER}
    monkeypatch.setattr(role, "connection", privileged)
    yield
    privileged.close()


@only_postgresql
@pytest.mark.parametrize(("production", "level"), [(True, checks.ERROR), (False, checks.WARNING)])
def test_a_superuser_is_refused_in_production(as_superuser, settings, production, level):
    settings.SAIDYES_PRODUCTION = production
    (said,) = [one for one in checks.run_checks(tags=[CONFIGURATION]) if one.id == "saidyes.role"]
    assert said.level == level
    assert "The PostgreSQL role postgres of DATABASE_URL is a superuser" in said.msg


def test_an_ordinary_role_may_start(business):
    assert role.wrong_with_the_role() == ""


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_transaction_may_still_choose_how_it_is_isolated(business):
    with whose.of_school(business.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        assert schools() == {business.pk}
