from allauth.mfa.models import Authenticator

from saidyes.accounts.arriving import user_of
from saidyes.accounts.factors import factors_of
from saidyes.accounts.hiring import hire
from saidyes.accounts.rights import Role
from tests.house.things import a_passkey


def test_a_passkey_that_a_mailbox_was_enough_for_is_no_second_factor_of_staff(business, lakeside):
    mara = {"name": "Mara Lund", "address": "mara@example.com", "password": "seven red kites"}
    a_passkey(user_of("mara@example.com", name="Mara Lund"))
    user = hire(business, role=Role.MANAGER, **mara).user
    assert not factors_of(user).exists()
    a_passkey(user)
    hire(lakeside, role=Role.MANAGER, **mara)
    assert Authenticator.objects.get(user=user).type == Authenticator.Type.WEBAUTHN
