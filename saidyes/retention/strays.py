"""An address may have strayed into words that others wrote: a mail server's answer, why a blast was paused."""

from collections.abc import Iterable

from django.apps import apps

from saidyes.retention.policy import policy


def forget(texts: Iterable[str]) -> None:
    """Empty every cell that holds one of the texts, in the columns where such words stand."""
    for place in policy().columns_that("stray"):
        label, _, column = place.rpartition(".")
        for text in texts:
            apps.get_model(label).objects.filter(**{f"{column}__icontains": text}).update(**{column: ""})
