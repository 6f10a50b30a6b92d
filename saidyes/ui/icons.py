"""Our own drawings: icons on a 20-pixel grid, drawn with a stroke; glyphs of a standing on 16."""

from django.utils.translation import gettext_noop as _

ICONS = {
    "home": '<path d="M3.5 9.6 10 4l6.5 5.6v6.2a.7.7 0 0 1-.7.7h-3.3v-4.2h-5v4.2H4.2a.7.7 0 0 1-.7-.7z"/>',
    "families": '<circle cx="7.3" cy="7" r="2.7"/><path d="M2.5 16c.3-2.7 2.2-4.2 4.8-4.2s4.4 1.5 4.7 4.2"/>'
    '<path d="M13 4.6a2.5 2.5 0 0 1 0 4.8m1.3 2.5c1.8.6 2.9 1.9 3.2 4.1"/>',
    "person": '<circle cx="10" cy="7" r="3"/><path d="M4.5 16.5c.4-3 2.5-4.6 5.5-4.6s5.1 1.6 5.5 4.6"/>',
    "email": '<rect x="2.5" y="4.5" width="15" height="11" rx="1.8"/><path d="m3 6 7 5.2L17 6"/>',
    "log": '<path d="M5 3.5h10v13H5zM8 7.2h4M8 10h4m-4 2.8h2.4"/>',
    "reports": '<path d="M3.5 16.5h13M5.8 16v-5m4.2 5V5m4.2 11V8.5"/>',
    "settings": '<circle cx="10" cy="10" r="2.4"/><path d="M10 2.8v2m0 10.4v2M2.8 10h2m10.4 0h2M4.9 4.9l1.4 1.4'
    'm7.4 7.4 1.4 1.4m0-10.2-1.4 1.4m-7.4 7.4-1.4 1.4"/>',
    "menu": '<path d="M3.5 6h13m-13 4h13m-13 4h13"/>',
    "search": '<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>',
    "lookup": '<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4M6.6 8.9l1.6 1.6 2.9-3.1"/>',
    "plus": '<path d="M10 4v12m-6-6h12"/>',
    "edit": '<path d="m12.5 4.5 3 3L7 16H4v-3z"/>',
    "check": '<path d="m4.5 10.5 3.6 3.6 7.4-8"/>',
    "warning": '<path d="M10 3.5 17.5 16h-15zm0 4.7v3.6m0 2v.1"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.3m0-6.9v.1"/>',
    "next": '<path d="m8 5 5 5-5 5"/>',
    "back": '<path d="m12 5-5 5 5 5"/>',
    "ascending": '<path d="M10 16V4.5M5.8 8.7 10 4.5l4.2 4.2"/>',
    "descending": '<path d="M10 4v11.5m-4.2-4.2 4.2 4.2 4.2-4.2"/>',
    "print": '<path d="M6 7V3.5h8V7m-8 7H3.5V7.8c0-.5.3-.8.8-.8h11.4c.5 0 .8.3.8.8V14H14m-8-2.5h8v5H6z"/>',
    "download": '<path d="M10 3.5v9M6.2 9l3.8 3.8L13.8 9M4 16.5h12"/>',
    "upload": '<path d="M10 12.8v-9M6.2 7.3 10 3.5l3.8 3.8M4 16.5h12"/>',
    "pause": '<path d="M7 4.5v11m6-11v11"/>',
    "play": '<path d="M6.5 4.5 15 10l-8.5 5.5z"/>',
    "undo": '<path d="M7.5 4 4 7.5 7.5 11M4 7.5h7.5a4.3 4.3 0 0 1 0 8.5H8"/>',
    "clock": '<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.8 1.8"/>',
    "statement": '<path d="M5 3.5h10v13l-2-1.3-1.6 1.3-1.4-1.3-1.4 1.3L7 15.2l-2 1.3zM8 7.2h4M8 10h4"/>',
    "phone": '<path d="M6.2 3.5 8.4 4l.9 3-1.7 1.4a9 9 0 0 0 4 4l1.4-1.7 3 .9.5 2.2c0 1.5-1 2.4-2.4 2.4'
    'A11.5 11.5 0 0 1 3.8 5.9c0-1.4.9-2.4 2.4-2.4z"/>',
    "log-out": '<path d="M11.5 3.5H5v13h6.5M9 10h8m-2.8-3L17 10l-2.8 3"/>',
}

GLYPHS = {
    "opted_in": '<circle class="solid" cx="8" cy="8" r="7.2"/><path class="cut" d="m4.7 8.3 2.2 2.2 4.3-4.7"/>',
    "opted_out": '<circle cx="8" cy="8" r="6.4"/><path d="M5 8h6"/>',
    "no_choice": '<circle cx="8" cy="8" r="6.4" stroke-dasharray="2.7 2.33"/>'
    '<circle class="solid" cx="8" cy="8" r="1.6"/>',
    "nothing": '<circle class="solid" cx="8" cy="8" r="2.6"/>',
    "cant_deliver": '<path class="rounded" d="M8 1.6 15 14H1z"/><path class="cut" d="M8 6v3.8m0 2v.1"/>',
}

WORDS = {
    "opted_in": _("Opted in"),
    "opted_out": _("Opted out"),
    "no_choice": _("No choice yet"),
    "cant_deliver": _("Can’t deliver"),
}
