from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GOOD_PNG, TransportCommon


@tagged("post_install", "-at_install")
class TestServerFields(TransportCommon):
    """What the server computes, counts or remembers is typed by nobody: not over RPC nor import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_accepted(2).sudo()
        cls.document = cls.env["transport.document"].create(
            {"order_id": cls.order.id, "name": "F1.pdf", "file": GOOD_PNG}
        )
        cls.report = cls.env["transport.inspection"].create({"line_id": cls.order.line_ids[0].id})

    def test_no_door_writes_a_field_that_screens_only_show(self):
        records = (self.order, self._create_lot().sudo().line_ids, self.document, self.report)
        for user in (self.dispatcher, self.manager):
            for record in records:
                shown = [
                    name
                    for name, field in record._fields.items()
                    if field.readonly and field.store and name not in ("id", "parent_path")
                ]
                self.assertGreater(len(shown), 3)
                for name in shown:
                    with self.assertRaises(AccessError, msg=f"{record._name}.{name}"):
                        record.with_user(user).write({name: record[name]})
            for name, value in (("state", "delivered"), ("amount_untaxed", 1), ("name", "TR/1")):
                with self.assertRaises(AccessError):
                    self.order.with_user(user).create({"partner_id": self.site.id, name: value})
                with self.assertRaises(AccessError):
                    self.order.with_user(user).with_context(**{f"default_{name}": value}).create(
                        {"partner_id": self.site.id}
                    )

    def test_what_was_accepted_keeps_its_lot(self):
        order = self.order.with_user(self.dispatcher)
        line, car = order.line_ids[0], self._create_car()
        joins = self._create_lot().with_user(self.dispatcher).line_ids[:1]
        for change in (
            lambda: order.write({"destination_id": self.dijon.id}),
            lambda: order.write({"partner_id": self.group.id}),
            lambda: order.write({"express": True}),
            lambda: order.write({"line_ids": [Command.delete(line.id)]}),
            lambda: line.unlink(),
            lambda: line.write({"vehicle_id": car.id}),
            lambda: line.create({"order_id": order.id, "vehicle_id": car.id}),
            lambda: joins.write({"order_id": order.id}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        draft = self._create_quoted().with_user(self.dispatcher)
        draft.action_back_to_draft()
        draft.write({"express": True, "line_ids": [Command.create({"vehicle_id": car.id})]})
        self.assertEqual(len(draft.line_ids), 2)

    def test_the_office_lends_nobody_a_file_that_it_may_not_read(self):
        secret = self.env["ir.attachment"].create({"name": "secret.txt", "raw": b"x"})
        for record, name, value in (
            (self.document, "attachment_id", secret.id),
            (self.report, "attachment_ids", [Command.link(secret.id)]),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.dispatcher).write({name: value})

    def test_a_signed_report_stays_as_it_is(self):
        damage = {"area": "01", "kind": "01", "severity": "1"}
        car = self.order.line_ids[1]
        vals = {"line_id": car.id, "damage_ids": [Command.create(damage)], "signature": GOOD_PNG}
        made = self.report.with_user(self.dispatcher).create(vals)
        report = self.report.with_user(self.dispatcher)
        report.write({"damage_ids": [Command.create(damage)], "signature": GOOD_PNG})
        self.assertEqual((made | report).mapped("damage_count"), [1, 1])
        other = self.report.with_user(self.dispatcher).create(
            {"line_id": car.id, "damage_ids": [Command.create(damage)]}
        )
        for change in (
            lambda: other.damage_ids.write({"inspection_id": report.id}),
            lambda: report.write({"mileage": 7}),
            lambda: report.write({"damage_ids": [Command.create(damage)]}),
            lambda: report.damage_ids.write({"note": "x"}),
            lambda: report.damage_ids.create({**damage, "inspection_id": report.id}),
            lambda: report.damage_ids.unlink(),
            report.unlink,
        ):
            with self.assertRaisesRegex(UserError, "is signed"), self.env.cr.savepoint():
                change()

    def test_the_office_still_works_without_sudo(self):
        order = self._create_quoted().with_user(self.dispatcher)
        order.action_estimate()
        order.action_accept()
        document = self.env["transport.document"].with_user(self.dispatcher)
        document = document.create({"order_id": order.id, "name": "F.pdf", "file": GOOD_PNG})
        document.file = GOOD_PNG
        self.assertEqual((document.version, document.is_latest), (2, True))
        order.action_driver_link()
        order.planned_pickup = order.create_date.replace(microsecond=0)
        self.assertEqual((order.state, bool(order.driver_token)), ("planned", True))
        self.assertEqual(order.copy().line_ids.mapped("plate"), order.line_ids.mapped("plate"))
        order._cancel("x", 0)
        self.assertEqual(order.state, "cancelled")
