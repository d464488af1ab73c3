from odoo.addons.bookstore_deposit.tests.common import BookstoreCommon


class OrderCommon(BookstoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        (cls.owner_a | cls.owner_b).bookstore_is_distributor = True
        cls.company._activate_bookstore()

    @classmethod
    def _mark(cls, quantity=1, title=None, user=None, **vals):
        needs = cls._as(user or cls.bookseller, cls.env["bookstore.need"])
        return needs.create(
            {
                "product_id": (title or cls.title).id,
                "quantity": quantity,
                "company_id": cls.company.id,
                "partner_id": cls.owner_a.id,
            }
            | vals
        )

    def _refresh(self):
        self._as(self.bookseller, self.env["bookstore.need"]).action_refresh()
        return self._open()

    def _open(self):
        """``{reason: copies}`` still to be ordered of the title."""
        needs = self.env["bookstore.need"].search(
            [("product_id", "=", self.title.id), ("state", "=", "open")]
        )
        return {need.reason: need.quantity for need in needs}

    def _put_on_order(self, need, confirm=True):
        action = need.action_order()
        order = self._as(self.bookseller, self.env["purchase.order"]).browse(action["res_id"])
        if confirm:
            order.button_confirm()
        return order
