from odoo import api, fields, models
from odoo.exceptions import UserError


class TransportFeedEnd(models.TransientModel):
    """A feed ends: its provider changed, or its client left. What happens to its cars is asked."""

    _name = "transport.feed.end"
    _description = "End of a Stock Feed"

    feed_ids = fields.Many2many("transport.feed", required=True)
    car_count = fields.Integer(string="Cars", compute="_compute_car_count")
    decision = fields.Selection(
        [
            ("leave", "They leave the stock"),
            ("typed", "They stay, as if typed by the client"),
            ("feed", "Another feed brings them from now on"),
        ],
        string="Its Cars",
        required=True,
        default="leave",
    )
    feed_id = fields.Many2one(
        "transport.feed", string="New Feed", domain="[('id', 'not in', feed_ids)]"
    )

    @api.depends("feed_ids")
    def _compute_car_count(self):
        for end in self:
            end.car_count = len(end._get_cars())

    def _get_cars(self):
        """:return: the cars of the feeds that are in the stock, hidden doubles too"""
        cars = self.env["transport.vehicle"].with_context(active_test=False)
        return cars.search(
            [
                ("feed_id", "in", self.feed_ids.ids),
                "|",
                ("active", "=", True),
                ("duplicate_of_id", "!=", False),
            ]
        )

    def action_end(self):
        """Archive the feeds and do with their cars what was decided."""
        self.ensure_one()
        self.feed_ids.check_access("write")
        if self.decision == "feed" and not self.feed_id:
            raise UserError(self.env._("Choose the feed that brings these cars from now on."))
        cars, clients = (
            self._get_cars(),
            self.feed_ids.partner_id | self.feed_ids.site_ids.partner_id,
        )
        getattr(self, f"_end_{self.decision}")(cars)
        self.feed_ids.with_context(transport_feed_decided=True).active = False
        for feed in self.feed_id | self.env["transport.feed"].search(
            [("partner_id", "in", clients.ids)]
        ):
            feed._mark_duplicates()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _end_leave(self, cars):
        cars.write(self.feed_ids._prepare_gone_vals())

    def _end_typed(self, cars):
        cars.write({"feed_id": False, "row_hash": False})

    def _end_feed(self, cars):
        """A car that the new feed brings already takes its place there, with its history and what
        the client corrected; the others wait for it as typed ones."""
        twins = self._get_twins(cars)
        self._end_typed(cars)
        for car, twin in twins.items():
            reference = twin.ext_ref
            twin.write({"feed_id": False, "ext_ref": False, "active": False, "status": "gone"})
            car.write(
                {
                    "feed_id": self.feed_id.id,
                    "ext_ref": reference,
                    "active": True,
                    "duplicate_of_id": False,
                }
            )

    def _get_twins(self, cars):
        """:return: dict of car to the new feed's record of the same car, by a mark beyond doubt"""
        model = self.env["transport.vehicle"].with_context(active_test=False)
        brought = model.search([("feed_id", "=", self.feed_id.id), ("ext_ref", "!=", False)])
        by_mark = {}
        for car in brought:
            for mark in (car.sure_vin, car.sure_plate):
                if mark:
                    by_mark.setdefault((car.partner_id, mark), car)
        twins, taken = {}, model
        for car in cars:
            marks = ((car.partner_id, mark) for mark in (car.sure_vin, car.sure_plate) if mark)
            twin = next((by_mark[mark] for mark in marks if mark in by_mark), model)
            if twin and twin not in taken and not twin._get_running_lines():
                twins[car] = twin
                taken |= twin
        return twins
