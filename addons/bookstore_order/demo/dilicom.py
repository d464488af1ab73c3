"""What Dilicom might say in the demonstration shop; made up, nobody was asked."""

from datetime import timedelta

from odoo import api, fields, models

from ..core.service_messages import ServiceMessage

US = "3012000000004"


class BookstoreServiceMessage(models.Model):
    _inherit = "bookstore.service.message"

    @api.model
    def _demo_load(self, company, orders):
        """One order was read, one refused; distributors are listed, one was taken over."""
        company.partner_id.global_location_number = US
        now = fields.Datetime.now().replace(microsecond=0)
        partners = orders.partner_id
        for number, partner in enumerate(partners):
            partner.write(
                {
                    "bookstore_listed": "listed",
                    "bookstore_order_form": "edi",
                    "bookstore_messages": "order,answer,despatch2,return_request",
                }
            )
            partner.global_location_number = (
                partner.global_location_number or f"30130000000{number}"
            )
        sent = orders[:2]
        sent.bookstore_sent_on = now - timedelta(hours=3)
        events = (("taken", "", ""), ("read", "", "")), (("refused", "007", "Référence inconnue"),)
        found = [
            ServiceMessage(
                notation="gencod",
                kind="913" if error else "912",
                event=event,
                recipient=US,
                raw=f"177;{order.name};{event}",
                sender="3020000000003",
                about="023",
                reference=order.name,
                sending="000001",
                moment=now - timedelta(hours=2 - step),
                error=error,
                text=text,
            )
            for order, said in zip(sent, events, strict=False)
            for step, (event, error, text) in enumerate(said)
        ]
        self._take(company, found)
        if len(partners) > 1:
            former, heir = partners[0], partners[1]
            former.bookstore_successor_id = heir
            self.env["bookstore.takeover"]._propose(company, [(former, heir)])
