"""The look of each tag in a mail, written into the tag: many mail programs know no style sheet.

The colours are those of the light theme (`ui/static/ui/css/tokens.css`); the frame's style sheet darkens them.
"""

INK = "#10212b"
LINE = "#dbe2e5"
ACCENT = "#005f80"
BRAND = "#f0603a"  # of a school that chose no colour of its own
MONO = "ui-monospace,'SF Mono','Cascadia Mono',Consolas,monospace"
CELL = f"padding:10px 12px 10px 0;border-top:1px solid {LINE};text-align:left;vertical-align:top"

LOOKS = {
    "p": "margin:0 0 16px",
    "h2": f"margin:28px 0 8px;font-size:20px;line-height:1.3;font-weight:700;color:{INK}",
    "h3": f"margin:24px 0 4px;font-size:17px;line-height:1.4;font-weight:700;color:{INK}",
    "a": f"color:{ACCENT}",
    "ul": "margin:0 0 16px;padding-left:24px",
    "ol": "margin:0 0 16px;padding-left:24px",
    "li": "margin:0 0 4px",
    "blockquote": f"margin:0 0 16px;padding:2px 0 2px 16px;border-left:3px solid {LINE}",
    "hr": f"margin:24px 0;border:0;border-top:1px solid {LINE}",
    "pre": f"margin:0 0 16px;font:400 15px/1.5 {MONO};white-space:pre-wrap",
    "code": f"font-family:{MONO}",
    "table": "width:100%;margin:0 0 20px;border-collapse:collapse;font-size:17px;line-height:1.5",
    "th": f"{CELL};font-weight:700",
    "td": CELL,
}
ALONE = {
    "a": f"display:inline-block;margin:8px 0;padding:12px 24px;border-radius:8px;background:{ACCENT};color:#ffffff;"
    "font-weight:600;line-height:24px;text-decoration:none",
    "code": f"font:700 36px/1.3 {MONO};letter-spacing:4px",
}


def look_of(tag: str, *, alone: bool = False) -> str:
    """The inline style of a tag, or of one that stands alone in its paragraph; empty for one that needs none."""
    return ALONE.get(tag, "") if alone else LOOKS.get(tag, "")
