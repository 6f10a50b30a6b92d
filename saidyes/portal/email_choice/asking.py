"""In which language the question is put: that of the page, where the school asks in it."""

from saidyes.common.languages import current
from saidyes.consent.asking import Question, question_of
from saidyes.portal.doors import PortalRequest


def question_for(request: PortalRequest) -> Question:
    """In the first language where this school does not ask in that of the page."""
    return question_of(request.business, current())
