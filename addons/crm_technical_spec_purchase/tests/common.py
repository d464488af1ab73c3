from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.crm_technical_spec.tests.common import SpecCommon


class PurchaseSpecCommon(SpecCommon):
    """Motors of two vendors: one is asked for, others replace it more or less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weight.print_on_quote = False
        cls.swing.line_ids.is_key = False  # weight, temperature, gear: known, and not compared
        cls.vendor, cls.other = cls.env["res.partner"].create(
            [{"name": "Rhône Motors", "lang": "en_US"}, {"name": "Atlantic Motors"}]
        )
        cls.buyer = new_test_user(cls.env, "spec_buyer", "purchase.group_purchase_user")
        cls.storekeeper = new_test_user(cls.env, "spec_store", "stock.group_stock_user")
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        asked = {cls.torque: "10 N·m", cls.supply: "12-24 V", cls.ip: "IP44", cls.encoder: "yes"}
        cls.motor = cls._create_traded("Ram 10", asked | {cls.weight: "7 kg"})
        cls.better = cls._create_traded("Ram 12", asked | {cls.torque: "12 N·m", cls.ip: "IP54"})
        cls.same = cls._create_traded("Ram 10 B", asked)
        cls.near = cls._create_traded("Ram 9.5", asked | {cls.torque: "9.5 N·m"})
        cls.silent = cls._create_traded(
            "Ram X", {cls.torque: "11 N·m", cls.supply: "12-24 V", cls.ip: "IP44"}
        )
        cls.weak = cls._create_traded("Ram 5", asked | {cls.torque: "5 N·m"})
        cls._sells(cls.vendor, cls.motor, 100, 5)
        cls._sells(cls.vendor, cls.same, 110, 5)
        cls._sells(cls.other, cls.motor, 90, 20)
        cls._sells(cls.other, cls.better, 120, 3)
        cls.env["stock.quant"]._update_available_quantity(cls.better, cls.warehouse.lot_stock_id, 8)

    @classmethod
    def _create_traded(cls, name, texts):
        return cls._create_motor(
            name, texts=texts, is_storable=True, sale_ok=False, purchase_ok=True
        ).product_variant_id

    @classmethod
    def _sells(cls, vendor, product, price, delay):
        cls.env["product.supplierinfo"].create(
            {
                "partner_id": vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "price": price,
                "delay": delay,
            }
        )

    @classmethod
    def _request(cls, product=None, quantity=6):
        return cls.env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "order_line": [
                    Command.create(
                        {"product_id": (product or cls.motor).id, "product_qty": quantity}
                    )
                ],
            }
        )

    @classmethod
    def _deliver(cls, product=None, quantity=2):
        goods = {
            "picking_type_id": cls.warehouse.out_type_id.id,
            "location_id": cls.warehouse.lot_stock_id.id,
            "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
        }
        picking = cls.env["stock.picking"].create(
            goods
            | {
                "partner_id": cls.vendor.id,
                "move_ids": [
                    Command.create(
                        goods
                        | {"product_id": (product or cls.motor).id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking
