"""The addresses that schools send from: each is one school's alone."""

from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical


def is_anothers(address: str, business: Business) -> bool:
    """Whether another school sends from it, however it is spelled: its letters would pass for theirs."""
    others = Business.objects.exclude(pk=business.pk).values_list("blast_address", "notice_address")
    taken = {canonical(one).key for pair in others for one in pair if one}
    return canonical(address).key in taken
