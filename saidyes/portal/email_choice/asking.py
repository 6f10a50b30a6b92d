"""In which language the question is put: the asker's pick, where the school asks in it."""

from dataclasses import dataclass

from saidyes.consent.asking import Question, languages_of, question_of
from saidyes.consent.phrases import LANGUAGES, MAIN
from saidyes.portal.doors import PortalRequest


@dataclass(frozen=True)
class Tongue:
    """One of the languages to pick from."""

    code: str
    name: str
    current: bool


def question_for(request: PortalRequest) -> Question:
    """The same page with `?language=es` asks in Spanish."""
    asked = request.GET.get("language", MAIN)
    return question_of(request.business, asked if asked in languages_of(request.business) else MAIN)


def tongues(question: Question) -> list[Tongue]:
    """To pick from; none where there is only one."""
    wording = question.wording
    codes = languages_of(wording.business)
    return [Tongue(code, LANGUAGES[code], code == wording.language) for code in codes] if len(codes) > 1 else []
