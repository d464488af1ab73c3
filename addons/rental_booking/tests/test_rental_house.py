from odoo.tests import new_test_user, tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalHouse(RentalCommon):
    """A house with other trades: its places speak its language, what others sell leaves no shop."""

    def test_places_of_a_shop_speak_the_language_of_the_house(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.company.partner_id.lang = "fr_FR"
        shop = self.env["stock.warehouse"].create({"name": "Nantes", "code": "NTE"})
        self.assertEqual(shop.rental_out_location_id.name, "En location")
        departures = shop.rental_departure_type_id.with_context(lang="fr_FR")
        self.assertEqual(departures.name, "Départs de location")

    def test_who_works_in_no_rental_sells_from_no_shop(self):
        seller = new_test_user(self.env, "house_seller", "sales_team.group_sale_salesman")
        clerk = new_test_user(self.env, "house_clerk", "rental_booking.group_rental_booking_desk")
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)])
        warehouses.is_rental_shop = True
        first = warehouses[0]
        self.assertEqual(seller._get_default_warehouse_id(), first, "there is nothing else")
        depot = self.env["stock.warehouse"].create(
            {"name": "Depot", "code": "DPT", "is_rental_shop": False, "sequence": 999}
        )
        self.assertEqual(seller._get_default_warehouse_id(), depot)
        self.assertEqual(clerk._get_default_warehouse_id(), first)
        seller.property_warehouse_id = first
        self.assertEqual(seller._get_default_warehouse_id(), first, "chosen is chosen")
