"""What the parts of a postal address are called, by country."""

from django.utils.translation import gettext_lazy as _

STATE_AND_CODE = {
    "US": (_("State"), _("ZIP code")),
    "CA": (_("Province"), _("Postal code")),
    "AU": (_("State"), _("Postcode")),
    "NZ": (_("Region"), _("Postcode")),
}
