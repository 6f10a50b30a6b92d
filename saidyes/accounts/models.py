from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from uuid_utils.compat import uuid7

from saidyes.accounts.origin import device_of
from saidyes.accounts.rights import Right, Role, rights_of
from saidyes.businesses.models import Business, SecondFactor
from saidyes.common import clock
from saidyes.common.addresses import canonical
from saidyes.common.locking import LockingQuerySet


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user by the canonical key of an address; without a password only emailed codes let them in."""
        user = self.model(email=canonical(email).key, **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=canonical(username or "").key)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in, by email address; may be staff, guardian, or both."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """The role a user has in a business. A log-in counts at the office's door while it is younger than `log_ins_end`:
    moving that moment ends every session here, and none at another school.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    log_ins_end = models.DateTimeField(null=True, blank=True)
    logged_in_at = models.DateTimeField(null=True, blank=True)

    objects = LockingQuerySet["Membership"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "user"], name="accounts_one_role")]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    @property
    def name(self) -> str:
        return self.user.name or self.user.email

    @property
    def needs_second_factor(self) -> bool:
        asked = self.business.second_factor
        leads = self.role in (Role.OWNER, Role.MANAGER)
        return asked == SecondFactor.EVERYBODY or (asked == SecondFactor.LEADS and leads)

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role, desk_overrules_no=self.business.desk_overrules_no)

    def may(self, right: Right) -> bool:
        return self.active and right in self.rights


class Visit(models.Model):
    """One log-in in one browser: since when, and when it was last used, here or in the Office Portal."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    user_agent = models.CharField(max_length=400, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    office_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} since {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def device(self) -> str:
        return device_of(self.user_agent)


class Invitation(models.Model):
    """Somebody may join the staff until `good_until`, once, by the link in a mail. `ended_at`: used or taken back."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254)
    key = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role)
    created_at = models.DateTimeField(default=clock.now)
    good_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "key"], condition=models.Q(ended_at=None), name="accounts_one_open_invitation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.role}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.good_until > clock.now()
