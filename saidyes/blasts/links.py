"""The address of a blast in the browser: one for all its readers, which names none of them."""

from uuid import UUID

from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.common.signing import BadToken, read_ids, sign_ids

VIEW = "/portal/view/{}/"
PURPOSE = "view"


def view_url(business: Business, blast_id: UUID) -> str:
    """The same in every letter of the blast. The portal answers it."""
    return business.url(view_path(business.pk, blast_id))


def view_path(business_id: UUID, blast_id: UUID) -> str:
    return VIEW.format(sign_ids(PURPOSE, business_id, blast_id))


def blast_of(token: str, business: Business) -> Blast:
    """The blast that the token speaks of, once it went out; `BadToken` where there is nothing to see."""
    business_id, blast_id = read_ids(PURPOSE, token, 2)
    blast = Blast.objects.filter(business=business, pk=blast_id).exclude(frozen={}).first()
    if business_id != business.pk or blast is None:
        raise BadToken
    return blast
