from datetime import timedelta

from odoo import fields

from odoo.addons.bookstore_deposit.tests.common import BookstoreCommon


class ReturnCommon(BookstoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        (cls.owner_a | cls.owner_b | cls.owner_c).bookstore_is_distributor = True
        cls.company._activate_bookstore()

    def _age(self, days, title=None):
        """Everything recorded so far of the title happened so many days ago."""
        title = title or self.title
        moment = fields.Datetime.now() - timedelta(days=days)
        self.env["stock.move"].search([("product_id", "=", title.id)]).date = moment
        self.env["bookstore.allocation"].search([("product_id", "=", title.id)]).write(
            {"date": moment}
        )
        parcels = self.env["bookstore.parcel"].search([("line_ids.product_id", "=", title.id)])
        parcels.sudo().date = moment.date()

    def _buy(self, copies, title=None, partner=None):
        return self._receive(
            self.firm,
            copies,
            title,
            partner_id=(partner or self.owner_c).id,
            kind="firm",
            discount=30,
        )

    def _search(self, **vals):
        search = self._as(self.bookseller, self.env["bookstore.return.search"]).create(
            {"company_id": self.company.id} | vals
        )
        action = search.action_search()
        requests = self.env["bookstore.return.request"]
        if action.get("res_id"):
            return self._as(self.bookseller, requests.browse(action["res_id"]))
        return self._as(self.bookseller, requests.search(action["domain"]))

    def _request(self, copies=2, **vals):
        requests = self._as(self.bookseller, self.env["bookstore.return.request"])
        return requests.create(
            {
                "partner_id": self.owner_c.id,
                "company_id": self.company.id,
                "line_ids": [(0, 0, {"product_id": self.title.id, "quantity": copies})],
            }
            | vals
        )
