"""Find families by what somebody at the front desk has in hand: a name, an address, a phone number."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from saidyes.businesses.models import Business
from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.families.models import Family, Guardian, HeldAddress

FEWEST_DIGITS = 4


def families_like(business: Business, text: str) -> QuerySet[Family]:
    """Families with a name, number, guardian, student, address or phone that contains the text."""
    words = text.strip()
    children = business.students.filter(first_name__istartswith=words).values("family_id")
    found = Q(name__icontains=words) | Q(pk__in=_by_guardian(business, words)) | Q(pk__in=children)
    found |= Q(external_id__iexact=words)
    if words.isascii() and words.isdigit() and len(words) < 9:
        found |= Q(number=int(words))
    return business.families.filter(found, erased_at=None)


def family_at(business: Business, text: str) -> Family | None:
    """The one family that uses exactly this address; none when nobody does, or several."""
    try:
        key = canonical(text).key
    except NotAnAddress:
        return None
    families = business.families.filter(guardians__held_addresses__address__key=key).distinct()[:2]
    return families[0] if len(families) == 1 else None


def _by_guardian(business: Business, words: str) -> QuerySet[Guardian, object]:
    full_name = Concat("first_name", Value(" "), "last_name")
    theirs = HeldAddress.objects.filter(business=business, address__key__contains=words.lower())
    found = Q(full_name__icontains=words) | Q(pk__in=theirs.values("guardian_id"))
    digits = "".join(letter for letter in words if letter.isascii() and letter.isdigit())
    if len(digits) >= FEWEST_DIGITS:
        found |= Q(phone__contains=digits)
    return business.guardians.annotate(full_name=full_name).filter(found).values("family_id")
