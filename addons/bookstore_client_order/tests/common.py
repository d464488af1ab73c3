from odoo.addons.bookstore_order.tests.common import OrderCommon


class ClientCommon(OrderCommon):
    """The shop that orders, and customers who wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company._bookstore_client_activate()
        cls.place = cls.company.bookstore_client_location_id
        cls.anna, cls.bob = cls.env["res.partner"].create(
            [
                {"name": "Anna Arnoux", "phone": "06 11 22 33 44"},
                {"name": "Bob Bouvard", "email": "bob@mail.example", "phone": "06 55 66 77 88"},
            ]
        )

    @classmethod
    def _put_price_lists_away(cls):
        """Those of other companies are in other currencies: no till lists such orders."""
        foreign = cls.env["product.pricelist"].search(
            [("currency_id", "!=", cls.company.currency_id.id)]
        )
        foreign.action_archive()

    @classmethod
    def _take(cls, partner=None, quantity=1, title=None, user=None, **vals):
        """An order taken by a bookseller."""
        orders = cls._as(user or cls.bookseller, cls.env["bookstore.client.order"])
        order = orders.create(
            {
                "partner_id": (partner or cls.anna).id,
                "product_id": (title or cls.title).id,
                "quantity": quantity,
                "wish": "phone",
                "company_id": cls.company.id,
            }
            | vals
        )
        order.action_take()
        return order

    def _order_needs(self, partner=None):
        """All that is open goes on an order that is sent."""
        needs = self.env["bookstore.need"].search([("state", "=", "open")])
        needs.filtered(lambda need: not need.partner_id).partner_id = partner or self.owner_a
        return self._put_on_order(self._as(self.bookseller, needs))

    def _pick_up(self, order, quantity=None):
        """The delivery of the sales order, validated at the counter."""
        move = order.sudo()._get_waiting_moves()
        picking = move.picking_id
        move.quantity = quantity or order.aside
        move.picked = True
        result = picking.with_context(skip_backorder=True).button_validate()
        assert picking.state == "done", result
        return picking

    def _pay(self, invoices, **vals):
        """The customer pays these invoices, or gets back what a credit note says."""
        context = {"active_model": "account.move", "active_ids": invoices.ids}
        payments = self.env["account.payment.register"].with_context(**context)
        return payments.create(vals)._create_payments()

    def _run_cron(self, name):
        """As the clock does, with its commits."""
        with self.enter_registry_test_mode():
            self.env.ref(f"bookstore_client_order.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _at(self, place, title=None):
        title = (title or self.title).with_context(location=place.id, active_test=False)
        title.invalidate_recordset(["qty_available"])
        return title.qty_available

    def assertOrder(self, order, state, **figures):
        order.invalidate_recordset()
        found = {name: order[name] for name in figures}
        self.assertEqual((order.state, found), (state, figures))

    def assertPlaceRight(self, *titles):
        """Every copy in the place is one customer's, and reserved for his delivery."""
        for title in titles or (self.title,):
            orders = self.env["bookstore.client.order"].search([("product_id", "=", title.id)])
            orders.invalidate_recordset()
            aside = sum(orders.mapped("aside"))
            self.assertEqual(self._at(self.place, title), aside)
            for order in orders:
                moves = order._get_waiting_moves()
                self.assertEqual(sum(moves.mapped("quantity")), order.aside, order.display_name)
                self.assertLessEqual(order.aside, order.left, order.display_name)
