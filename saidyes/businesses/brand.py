"""What people know a school by: its colour and its logo. The portal answers both addresses, for whoever asks."""

import hashlib
import re

from saidyes.businesses.models import Business, Logo
from saidyes.common.logos import Picture
from saidyes.mail.looks import BRAND, INK
from saidyes.mail.rendering import Logo as LetterLogo

STYLESHEET = "/brand.css?{}"
LOGO = "/brand/{}"
WHITE = "#ffffff"
COLOUR = re.compile(r"#[0-9a-f]{6}")
LOGO_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")
IN_A_LETTER = (240, 48)  # pixels at most: wide, high


def stylesheet_of(business: Business) -> str:
    """Where pages learn the colour of the school; empty where it is the one that they begin with."""
    return "" if business.brand_colour == BRAND else STYLESHEET.format(business.brand_colour[1:])


def colours(business: Business) -> str:
    """The style sheet itself."""
    colour = colour_of(business)
    return f":root {{ --brand: {colour}; --on-brand: {ink_on(colour)}; }}\n"


def colour_of(business: Business) -> str:
    """Checked once more: nothing else of a column gets into the styles of a page or a letter."""
    return business.brand_colour if COLOUR.fullmatch(business.brand_colour) else BRAND


def ink_on(colour: str) -> str:
    """White where it can be seen upon the colour, else the dark ink (WCAG 1.4.11 asks for 3:1)."""
    return WHITE if 1.05 / (_luminance(colour) + 0.05) >= 3 else INK


def keep_logo(business: Business, picture: Picture) -> Logo:
    """The same picture chosen twice is one row."""
    name = hashlib.sha256(picture.data).hexdigest()[:32] + picture.ending
    words = {"kind": picture.kind, "width": picture.width, "height": picture.height, "data": picture.data}
    return Logo.objects.get_or_create(business=business, name=name, defaults=words)[0]


def logo_named(name: str, business: Business) -> Logo | None:
    """Any that the school ever used."""
    return business.logos.filter(name=name).first() if LOGO_NAME.fullmatch(name) else None


def logo_path_of(business: Business) -> str:
    """Where pages show it from; empty where there is none."""
    return LOGO.format(business.logo_name) if business.logo_name else ""


def logo_of(business: Business) -> LetterLogo | None:
    """For the letters: how large it is shown there, and the start page behind it."""
    if not business.logo_name:
        return None
    logo = business.logos.only("width", "height").get(name=business.logo_name)
    scale = min(IN_A_LETTER[0] / logo.width, IN_A_LETTER[1] / logo.height, 1)
    wide, high = (max(1, round(side * scale)) for side in (logo.width, logo.height))
    return LetterLogo(business.url(logo_path_of(business)), wide, high, leads_to=business.url("/"))


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
