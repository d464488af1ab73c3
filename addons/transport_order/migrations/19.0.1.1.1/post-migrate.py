"""Mails name the cars and say who to call, in each language and whatever else was changed in them."""

import re

from odoo import SUPERUSER_ID, api

MAILS = ("price", "accepted", "planned", "collected", "delivered", "cancelled", "fee", "news")
CHANGES = (
    (
        re.compile(r'<p>\s*<t t-if="object\.car_count == 1">(?:(?!</p>).)*</p>', re.S),
        '<t t-out="object._get_mail_summary()"/>',
    ),
    (
        re.compile(r'<p>\s*<t t-out="object\.company_id\.name"/>\s*</p>'),
        '<t t-out="object._get_mail_signature()"/>',
    ),
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in MAILS:
        template = env.ref(f"transport_order.mail_template_{name}", raise_if_not_found=False)
        for lang, _name in env["res.lang"].get_installed() if template else ():
            told = template.with_context(lang=lang)
            body = new = str(told.body_html or "")
            for old, text in CHANGES:
                new = old.sub(text, new)
            if new != body:
                told.body_html = new
