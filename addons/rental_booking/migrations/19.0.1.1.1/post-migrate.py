"""The mails that the desk sends lead to the booking and say whom to call, in each language."""

from odoo import SUPERUSER_ID, api

MAILS = {"booking": "object", "slip": "object.order_id"}
LABELS = {"fr": "Voir ma réservation"}
STYLE = (
    "background-color: #714B67; padding: 8px 16px; text-decoration: none; color: #fff;"
    " border-radius: 5px;"
)
ADDED = """<p style="margin: 16px 0;">
    <a t-att-href="{order}.get_base_url() + {order}.get_portal_url()" style="{style}">{label}</a>
</p>
<p>
    <t t-out="{order}.warehouse_id.name or ''"/><t t-if="{order}.warehouse_id.partner_id.phone"> · <t t-out="{order}.warehouse_id.partner_id.phone"/></t>
</p>
"""


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, order in MAILS.items():
        template = env.ref(f"rental_booking.mail_template_rental_{name}", raise_if_not_found=False)
        for lang, _name in env["res.lang"].get_installed() if template else ():
            told = template.with_context(lang=lang)
            body = str(told.body_html or "")
            before, end, after = body.rpartition("</div>")
            if end and "get_portal_url" not in body:
                label = LABELS.get(lang[:2], "See my booking")
                added = ADDED.format(order=order, style=STYLE, label=label)
                told.body_html = before + added + end + after
