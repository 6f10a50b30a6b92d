"""A house whose pages fall down, with an address in what they say of it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from saidyes.businesses.models import Business


def falls(request: HttpRequest) -> HttpResponse:
    """The database says which value was there already."""
    Business.objects.create(host=request.GET["host"], name="Reed")
    Business.objects.create(host=request.GET["host"], name="Reed")
    return HttpResponse()


urlpatterns = [path("falls/", falls, name="falls")]
handler400 = "saidyes.web.apologies.not_understood"
handler500 = "saidyes.web.apologies.went_wrong"
