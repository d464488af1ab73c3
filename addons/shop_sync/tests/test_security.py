from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ShopSyncCommon
from .fake_prestashop.server import FakeShop
from .fake_prestashop.store import Store


@tagged("post_install", "-at_install")
class TestSecurity(ShopSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "shop_user", "shop_sync.group_shop_sync_user")
        cls.manager = new_test_user(cls.env, "shop_manager", "shop_sync.group_shop_sync_manager")
        cls.portal = new_test_user(cls.env, "shop_portal", "base.group_portal")

    def setUp(self):
        super().setUp()
        self._start()

    def test_nobody_reads_the_secret(self):
        for user in (self.user, self.manager, self.env.ref("base.user_admin")):
            channel = self.channel.with_user(user)
            for field in ("secret", "key_hash", "references"):
                with self.assertRaises(AccessError):
                    channel.read([field])
                with self.assertRaises(AccessError):
                    channel.search([(field, "!=", False)])
        with self.assertRaises(AccessError):
            self.channel.with_user(self.manager).write({"secret": "mine"})

    def test_the_secret_is_in_no_message_and_no_history(self):
        self._synchronise()
        bodies = " ".join(self.channel.message_ids.mapped("body"))
        self.assertNotIn(self.shop.key, bodies)
        self.channel.invalidate_recordset()
        everything = str(self.channel.with_user(self.manager).read())
        self.assertNotIn(self.shop.key, everything)

    def test_a_user_follows_and_retries_but_does_not_configure(self):
        message = self.env["shop.message"].create(
            {
                "channel_id": self.channel.id,
                "company_id": self.company.id,
                "kind": "order",
                "external_key": "1",
                "state": "waiting",
                "payload": {},
            }
        )
        message.with_user(self.user).action_retry()
        self.assertEqual(message.state, "new")
        for action in (
            lambda: self.channel.with_user(self.user).write({"url": "http://evil.test"}),
            lambda: self.env["shop.mapping"].with_user(self.user).create({}),
            lambda: (
                self.env["shop.inbound.key"]
                .with_user(self.user)
                .create({"channel_id": self.channel.id})
            ),
            lambda: self.channel.with_user(self.user).action_check(),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_portal_users_see_nothing(self):
        for model in (
            "shop.channel",
            "shop.message",
            "shop.mapping",
            "shop.payment",
            "shop.stock.level",
            "shop.binding",
            "shop.run",
            "shop.statistic",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.portal).search([])

    def test_nobody_puts_words_into_a_shops_mouth(self):
        """The engine acts on documents with all rights: rewriting one would be acting with them."""
        message = self.env["shop.message"].create(
            {
                "channel_id": self.channel.id,
                "company_id": self.company.id,
                "kind": "order",
                "external_key": "1",
                "state": "waiting",
                "payload": {"id": "1"},
            }
        )
        payment = self.env["shop.payment"].create(
            {
                "channel_id": self.channel.id,
                "external_key": "1",
                "reference": "R",
                "scope": "R",
                "amount": 5,
                "currency_id": self.company.currency_id.id,
            }
        )
        billing = new_test_user(self.env, "billing", "account.group_account_invoice")
        for user in (self.user, self.manager):
            mine = message.with_user(user)
            for values in ({"payload": {"id": "2"}}, {"kind": "product"}, {"external_key": "2"}):
                with self.assertRaises(AccessError):
                    mine.write(values)
            with self.assertRaises(AccessError):
                mine.create({"channel_id": self.channel.id, "kind": "order", "external_key": "7"})
            with self.assertRaises(AccessError):
                mine.unlink()
        for user in (self.manager, billing):
            with self.assertRaises(AccessError):
                payment.with_user(user).write({"amount": 5000})
            with self.assertRaises(AccessError):
                payment.with_user(user).create({"channel_id": self.channel.id})
        with self.assertRaises(AccessError):
            message.with_user(self.user).write({"difference_accepted": True})
        message.error_code = "total_mismatch"
        with self.assertRaises(AccessError):
            message.with_user(self.user).action_accept_difference()
        self.assertEqual((message.payload, payment.amount), ({"id": "1"}, 5))

    def test_a_bookkeeper_records_a_payment_as_the_shop_reported_it(self):
        row, _product = self._product()
        key = self._book().add_one(3, lines=[(row, None, 1)], state=2)
        self._synchronise()
        payment = self._order_of(key).shop_payment_ids
        self.assertEqual(payment.state, "waiting")
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        payment.mapping_id.journal_id = journal
        billing = new_test_user(self.env, "billing", "account.group_account_invoice")
        payment.with_user(billing).action_retry()
        self.assertEqual(
            (payment.state, payment.account_payment_id.amount), ("done", payment.amount)
        )

    def test_decisions_and_stock_rules_are_traced(self):
        vals = {
            "channel_id": self.channel.id,
            "company_id": self.company.id,
            "kind": "order",
            "payload": {},
        }
        messages = self.env["shop.message"].create(
            [
                {**vals, "external_key": str(number), "reference": f"R{number}", "state": state}
                for number, state in enumerate(("waiting", "conflict", "done"))
            ]
        )
        mine = messages.with_user(self.manager)
        mine[0].action_ignore()
        mine[1].action_close()
        mine[2].action_replay()
        rules = self.env["shop.stock.rule"].with_user(self.manager)
        category = self.env["product.category"].create({"name": "Moteurs"})
        rule = rules.create({"channel_id": self.channel.id, "categ_id": category.id, "cap": 5})
        rule.cap = 7
        rule.unlink()
        self.channel.with_user(self.manager).warehouse_ids = self.warehouse
        written = self.channel.message_ids.filtered(
            lambda message: message.author_id == self.manager.partner_id
        )
        texts = " ".join(written.mapped("body"))
        for words in (
            "Left out: Order R0",
            "Compared and closed: Order R1",
            "Carried out once more: Order R2",
            "New stock rule: Moteurs",
            "at most 7",
            "Stock rule removed: Moteurs",
            f"Stock of: {self.warehouse.name}",
        ):
            self.assertIn(words, texts)

    def test_shops_of_another_company_are_hidden(self):
        other = self.env["res.company"].create({"name": "Autre société"})
        foreign = self._create_channel(name="Étrangère", company_id=other.id, warehouse_id=False)
        visible = self.env["shop.channel"].with_user(self.manager).search([])
        self.assertIn(self.channel, visible)
        self.assertNotIn(foreign, visible)

    def test_changes_of_settings_and_mappings_are_traced(self):
        channel = self.channel.with_context(tracking_disable=False).with_user(self.manager)
        mapping = (
            self.env["shop.mapping"]._lookup(self.channel, "state", "10").with_user(self.manager)
        )
        mapping.action = "confirm"
        channel.key = "ANOTHER"
        texts = " ".join(self.channel.message_ids.mapped("body"))
        self.assertIn("En attente de virement", texts)
        self.assertIn("key was entered", texts)
        self.assertIn("key was replaced", texts)
        self.assertNotIn("ANOTHER", texts)
        authors = self.channel.message_ids.author_id
        self.assertIn(self.manager.partner_id, authors)

    def test_a_stock_clerk_ships_without_any_shop_right(self):
        row, _product = self._product(quantity=5)
        key = self._book().add_one(1, lines=[(row, None, 1)], state=2)
        self._synchronise()
        clerk = new_test_user(self.env, "clerk", "stock.group_stock_user")
        picking = self._order_of(key).picking_ids.with_user(clerk)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._messages("new").mapped("kind"), ["shipment"])

    def test_what_a_shop_says_is_not_written_by_hand(self):
        """Neither by RPC, nor by the defaults of a context or of a person's own."""
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_manager,account.group_account_invoice"
        )
        said = {
            "sale.order": {
                "shop_channel_id": self.channel.id,
                "shop_external_key": "1",
                "shop_total": 5.0,
                "shop_cancelled": True,
            },
            "sale.order.line": {"shop_net": 1.0, "shop_gross": 5.0, "shop_part": "discount"},
            "account.payment": {"shop_refund_order_id": self._bought().id},
        }
        partner = self.env["res.partner"].create({"name": "Client"})
        product = self.env["product.product"].create({"name": "Article"})
        needed = {
            "sale.order": {"partner_id": partner.id},
            "sale.order.line": {"product_id": product.id},
            "account.payment": {"partner_id": partner.id, "amount": 5.0},
        }
        for model, words in said.items():
            for name, value in words.items():
                with self.assertRaises(AccessError):
                    self.env[model].with_user(seller).create({**needed[model], name: value})
                self.env["ir.default"].with_user(seller).set(model, name, value, user_id=True)
            context = {f"default_{name}": value for name, value in words.items()}
            record = self.env[model].with_user(seller).with_context(**context)
            record = record.create(needed[model])
            if model == "sale.order":
                needed["sale.order.line"]["order_id"] = record.id
            for name, value in words.items():
                self.assertFalse(record.sudo()[name], f"{model}.{name}")
                with self.assertRaises(AccessError):
                    record.write({name: value})

    # -- where the key may go ---------------------------------------------------------------------------

    def test_the_key_never_goes_to_another_host(self):
        with FakeShop(Store()) as thief:
            channel = self.channel.with_user(self.manager)
            channel.url = thief.url
            self.assertFalse(channel.has_key)
            with self.assertRaisesRegex(UserError, "key first"):
                channel.action_check()
            self.assertEqual(thief.requests(), 0)
        bodies = " ".join(self.channel.message_ids.mapped("body"))
        self.assertIn("the key was removed", bodies)

    def test_another_path_of_the_same_host_keeps_the_key(self):
        self.channel.with_user(self.manager).url = f"{self.shop.url}/api"
        self.assertTrue(self.channel.has_key)

    def test_a_key_that_was_entered_elsewhere_is_not_sent(self):
        self.channel.sudo().key_origin = "https://elsewhere.test:443"
        self.shop.forget()
        self.channel.action_check()
        self.assertEqual(self.shop.requests(), 0)
        self.assertIn("another address", self.channel.findings_html)

    def test_addresses_inside_the_network_are_refused(self):
        self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "")
        self.shop.forget()
        self.channel.action_check()
        self.assertIn("own network", self.channel.findings_html)
        self.assertEqual(self.shop.requests(), 0)

    # -- what became of a document ------------------------------------------------------------------------

    def test_the_outcome_of_a_message_is_written_by_its_buttons_only(self):
        message = self.env["shop.message"].create(
            {
                "channel_id": self.channel.id,
                "company_id": self.company.id,
                "kind": "order",
                "external_key": "9",
                "state": "waiting",
                "error_code": "total_mismatch",
                "payload": {},
            }
        )
        order = self.env["sale.order"].create({"partner_id": self.env.user.partner_id.id})
        for user in (self.user, self.manager):
            for values in (
                {"state": "done"},
                {"order_id": order.id},
                {"difference_accepted": True},
                {"payload": {"id": "1"}},
            ):
                with self.assertRaises(AccessError):
                    message.with_user(user).write(values)
        with self.assertRaises(AccessError):
            message.with_user(self.user).action_accept_difference()
        message.with_user(self.user).action_ignore()
        self.assertEqual(message.state, "ignored")
        last = self.channel.message_ids.sorted("id")[-1]
        self.assertEqual(last.author_id, self.user.partner_id)

    # -- persons ------------------------------------------------------------------------------------------

    def _bought(self):
        row, _product = self._product()
        key = self._sell(row, 1, state=2)
        self._synchronise()
        return self._order_of(key)

    def test_a_customer_is_forgotten_at_once_when_he_asks(self):
        order = self._bought()
        message = order.shop_message_id
        email = order.partner_id.email
        self.assertIn(email, message.payload_text)
        with self.assertRaises(AccessError):
            order.partner_id.with_user(self.user).action_shop_forget()
        order.partner_id.action_shop_forget()
        for text in (email, order.partner_id.name, order.partner_id.street):
            self.assertNotIn(text, message.payload_text)
        self.assertIn("total_tax_incl", message.payload_text)
        self.channel.last_check = False
        self._synchronise()
        self.assertNotIn(email, " ".join(self._messages().mapped("payload_text")))

    def test_persons_end_after_three_years(self):
        message = self._bought().shop_message_id
        self.env["shop.message"]._gc_persons()
        self.assertFalse(message.forgotten)
        self.env.cr.execute(
            "UPDATE shop_message SET create_date = now() - interval '1100 days' WHERE id = %s",
            [message.id],
        )
        message.invalidate_recordset()
        self.env["shop.message"]._gc_persons()
        self.assertTrue(message.forgotten)
