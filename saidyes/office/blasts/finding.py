"""The blast that an address of the office names."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from saidyes.blasts.models import Blast
from saidyes.office.doors import StaffRequest


def find_blast(request: StaffRequest, blast_id: UUID) -> Blast:
    """A blast of this school, or a 404."""
    return get_object_or_404(request.business.blasts.select_related("business", "author"), pk=blast_id)
