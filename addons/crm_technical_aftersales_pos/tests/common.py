from odoo import fields
from odoo.fields import Command

from odoo.addons.crm_technical_aftersales.tests.common import AfterSalesCommon


class TillCommon(AfterSalesCommon):
    """The seller of gate motors with a till that is open."""

    @classmethod
    def prepare(cls, env):
        super().prepare(env)
        cls._open_till(env)

    @classmethod
    def _open_till(cls, env):
        journal = env["account.journal"].create({"name": "Counter", "type": "cash", "code": "CTR"})
        method = env["pos.payment.method"].create({"name": "Cash", "journal_id": journal.id})
        cls.till = env["pos.config"].create(
            {"name": "Counter", "payment_method_ids": [Command.set(method.ids)]}
        )
        cls.till.open_ui()
        cls.till.current_session_id.set_opening_control(0, "")
        cls.session = cls.till.current_session_id

    @classmethod
    def _ring(
        cls,
        *lines,
        partner=None,
        refund_of=None,
        of_order=None,
        session=None,
        invoice=False,
        **values,
    ):
        """A paid receipt, as the till sends it.

        :param lines: ``(product, quantity)`` or ``(product, quantity, lots)``
        :param refund_of: a receipt whose lines these give back, one by one
        :param of_order: a sales order whose lines are paid here, one by one (``pos_sale``)
        """
        session = session or cls.session
        env = session.env
        commands, total, net = [], 0.0, 0.0
        for place, (product, quantity, *lots) in enumerate(lines):
            price = product.list_price
            amounts = product.taxes_id.compute_all(price, session.currency_id, quantity, product)
            total += amounts["total_included"]
            net += amounts["total_excluded"]
            line = {
                "product_id": product.id,
                "price_unit": price,
                "discount": 0,
                "qty": quantity,
                "tax_ids": [Command.set(product.taxes_id.ids)],
                "price_subtotal": amounts["total_excluded"],
                "price_subtotal_incl": amounts["total_included"],
                "pack_lot_ids": [
                    Command.create({"lot_name": lot.name}) for lot in (lots[0] if lots else ())
                ],
            }
            if refund_of:
                line["refunded_orderline_id"] = refund_of.lines[place].id
            if of_order:
                line["sale_order_origin_id"] = of_order.id
                line["sale_order_line_id"] = of_order.order_line[place].id
            commands.append(Command.create(line))
        number = env["pos.order"].search_count([]) + 1
        payment = {
            "amount": total,
            "name": fields.Datetime.now(),
            "payment_method_id": session.payment_method_ids[:1].id,
        }
        data = {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": total - net,
            "amount_total": total,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "lines": commands,
            "name": f"Order {number:05}",
            "pos_reference": f"2633-001-{number:05}",
            "partner_id": partner.id if partner else False,
            "session_id": session.id,
            "sequence_number": number,
            "payment_ids": [Command.create(payment)],
            "uuid": f"sav-{session.id}-{number:05}",
            "user_id": env.uid,
            "to_invoice": invoice,
            "is_refund": bool(refund_of),
            "state": "paid",
            **values,
        }
        result = env["pos.order"].sync_from_ui([data])
        return env["pos.order"].search(
            [("id", "in", [one["id"] for one in result["pos.order"]])], order="id desc", limit=1
        )

    @classmethod
    def _open_receipt(cls, receipt, **values):
        """The case of a receipt, with its lines."""
        context = receipt.action_tech_open_case()["context"]
        cases = receipt.env["tech.case"].with_context(**context)
        return cases.create({"title": "Does not work", "partner_id": cls.customer.id, **values})

    @classmethod
    def _pay(cls, order):
        """What the till does with a refund that a case prepared."""
        order.add_payment(
            {
                "pos_order_id": order.id,
                "amount": order.amount_total,
                "payment_method_id": order.session_id.payment_method_ids[:1].id,
            }
        )
        order._process_saved_order(False)
