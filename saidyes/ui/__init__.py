"""The look: base pages, components, form fields, icons and formats that both portals share.

Knows no rule of the trade and no model: a page hands it values, it draws them. What a person types is cleaned
here, by the fields, on its way in.
"""
