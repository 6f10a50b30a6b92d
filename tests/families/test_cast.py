from saidyes.consent.models import Address


def test_the_cast_stands_as_the_words_say(business, lakeside):
    shown = {address.key: address.shown for address in Address.objects.filter(business=business)}
    assert shown == {
        "dana.okafor@example.com": "opted_in",
        "dana@harborclinic.example": "opted_out",
        "emeka.okafor@example.org": "no_choice",
        "tom.becker@example.net": "opted_out",
        "harbor.house@example.com": "opted_in",
        "h.weiss@oldmail.example": "opted_out",
        "noor.haddad@example.com": "opted_in",
        "ortega.family@example.com": "cant_deliver",
    }
    willing = Address.objects.filter(business=business, willing=True).values_list("key", flat=True)
    assert set(willing) == {"dana.okafor@example.com", "harbor.house@example.com", "noor.haddad@example.com"}
