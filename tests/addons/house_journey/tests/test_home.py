from lxml import etree

from odoo.tests import HttpCase, tagged

from odoo.addons.suite_home import trades

# what each person of the demonstration finds in the menu, beside chat, calendar and contacts
APPS = {
    "comptoir": {trades.RENTAL_APP},
    "atelier": {trades.RENTAL_APP, trades.REPAIR_APP},
    "compta": {trades.RENTAL_APP, trades.FINANCE_APP},
    "libraire": {trades.BOOKSHOP_APP, trades.TILL_APP},
    "exploitant": {trades.TRANSPORT_APP},
    "boutique": {trades.SHOPS_APP, trades.SALES_APP},
    "camille": {trades.TECHNICAL_APP, trades.CRM_APP, trades.SALES_APP},
    "comptable": {trades.FINANCE_APP},
}
HOMES = {
    "comptoir": "rental_booking.rental_desk_home_action",
    "atelier": "rental_booking.rental_ticket_action",
    "compta": "rental_booking.rental_invoice_action",
    "libraire": "bookstore_deposit.bookstore_today_action",
    "exploitant": "transport_order.transport_order_action_today",
    "boutique": "shop_sync.shop_channel_action",
    "camille": "crm_technical.sale_order_action_followup",
    "comptable": "account_dunning_fr.dunning_reminder_action",
}


@tagged("post_install", "-at_install", "house_journey")
class TestHome(HttpCase):
    def test_every_name_of_the_table_is_there(self):
        for role in trades.ROLES:
            for name in (role.group, role.home, *role.apps):
                self.assertTrue(self.env.ref(name, raise_if_not_found=False), name)
        for trade in trades.TRADES:
            for step in trade.steps:
                self.assertTrue(self.env.ref(step.action, raise_if_not_found=False), step.action)

    def test_each_person_sees_the_apps_of_the_role_alone(self):
        for login, apps in APPS.items():
            user = self.env["res.users"].search([("login", "=", login)])
            menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            shown = {menus[number]["xmlid"] for number in menus["root"]["children"]}
            self.assertEqual(shown - set(trades.COMMON), apps, login)

    def test_each_person_lands_on_the_home_of_the_role(self):
        for login, home in HOMES.items():
            self.authenticate(login, login)
            answer = self.url_open("/web/session/get_session_info", json={"params": {}})
            found = answer.json()["result"]["home_action_id"]
            self.assertEqual(found, self.env.ref(home).id, login)

    def test_a_booking_begins_with_its_shop_and_its_days(self):
        """Other add-ons put fields of their own, in banners that are hidden, on the same form."""
        clerk = self.env["res.users"].search([("login", "=", "comptoir")])
        form = self.env.ref("rental_booking.sale_order_view_form")
        arch = etree.fromstring(
            self.env["sale.order"].with_user(clerk).get_view(form.id, "form")["arch"]
        )
        for name in ("warehouse_id", "rental_start", "rental_end"):
            self.assertTrue(arch.xpath(f"//group[@name='order_details']//field[@name='{name}']"))

    def test_the_welcome_names_each_app_and_login(self):
        home = self.env["suite.home"].with_user(self.env.ref("base.user_admin"))
        cards = home.get_welcome()["cards"]
        self.assertEqual(len(cards), len(trades.TRADES))
        languages = {one["code"] for one in home.get_welcome()["languages"]}
        self.assertLessEqual({"fr_FR", "en_US"}, languages, "English can be looked at, too")
        logins = {role["login"] for card in cards for role in card["roles"]}
        self.assertLessEqual(set(APPS), logins)
