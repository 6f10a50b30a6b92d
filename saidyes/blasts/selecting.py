"""Keep an audience by name, so that the next blast to the same families is one choice away."""

from saidyes.blasts.audience import Audience
from saidyes.blasts.models import Selection
from saidyes.businesses.models import Business


def remember(business: Business, name: str, audience: Audience) -> Selection:
    """Under a name that was given before, this audience takes the place of that one."""
    plain = {key: value for key, value in audience.items() if key != "selection"}
    selection, _ = Selection.objects.update_or_create(business=business, name=name, defaults={"audience": plain})
    return selection


def chosen(selection: Selection) -> Audience:
    """What a blast keeps of it: the audience itself, and what it was called."""
    return {**selection.audience, "selection": selection.name}


def selection_of(business: Business, audience: Audience) -> Selection | None:
    """The selection that an audience was copied from, while there is one of that name that says the same."""
    name = audience.get("selection")
    found = business.selections.filter(name=name).first() if name else None
    return found if found and chosen(found) == audience else None
