"""How mails look. Mail programs read no style sheets: each element carries its own style.

The pages' content policy forbids just that, so it stands here and not in a template.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

TYPE = "font-family:Inter,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;color:#1f2937"
CELL = "padding:8px 12px;border-bottom:1px solid #e5e9f0"
STYLES = {
    "body": "margin:0;background:#f6f8fb",
    "page": f"background:#f6f8fb;padding:24px 12px;{TYPE}",
    "card": (
        "max-width:560px;margin:0 auto;padding:28px 32px;background:#ffffff;text-align:left;"
        "border:1px solid #e5e9f0;border-radius:8px"
    ),
    "brand": "margin:0 0 16px;font-size:13px;color:#5b6675",
    "title": "margin:0 0 16px;font-size:21px;line-height:1.3;font-weight:600",
    "text": "margin:0 0 12px",
    "table": "width:100%;margin:16px 0 4px;border-collapse:collapse;font-size:14px",
    "head": f"{CELL};text-align:left;font-weight:600;color:#5b6675",
    "head_number": f"{CELL};text-align:right;font-weight:600;color:#5b6675",
    "cell": CELL,
    "number": f"{CELL};text-align:right",
    "link": "color:#0a5cad",
    "button": (
        "display:inline-block;margin:20px 0 4px;padding:10px 20px;border-radius:6px;"
        "background:#066fd1;color:#ffffff;font-weight:600;text-decoration:none"
    ),
    "foot": "max-width:560px;margin:16px auto 0;font-size:12px;color:#5b6675;text-align:left",
}
LOOK: Mapping[str, SafeString] = {
    name: format_html('style="{}"', style) for name, style in STYLES.items()
}
