from odoo.tests import Form, HttpCase, tagged

from .common import ShopSyncCommon


@tagged("post_install", "-at_install")
class TestConsole(ShopSyncCommon):
    def test_the_board_costs_the_same_for_one_shop_and_for_ten(self):
        shops = self.channel
        for number in range(9):
            shops |= self._create_channel(name=f"Boutique {number}")
        names = [
            "waiting_count",
            "open_count",
            "order_count",
            "requests_today",
            "mapping_count",
            "payment_count",
            "stock_error_count",
            "health",
        ]
        self.env.flush_all()
        counts = []
        for group in (shops[:1], shops):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_health_tells_who_has_to_act(self):
        self.channel.action_reset()
        self.assertEqual(self.channel.health, "grey")
        self._start()
        self.channel.invalidate_recordset()
        self.assertEqual(self.channel.health, "busy", "its first pass is about to begin")
        self._synchronise()
        self.channel.invalidate_recordset()
        self.assertEqual(self.channel.health, "good")
        self.env["shop.message"].create(
            {
                "channel_id": self.channel.id,
                "company_id": self.company.id,
                "kind": "order",
                "external_key": "9",
                "state": "waiting",
                "payload": {},
            }
        )
        self.channel.invalidate_recordset()
        self.assertEqual(self.channel.health, "you")

    def test_a_shop_is_connected_through_its_form(self):
        form = Form(self.env["shop.channel"])
        form.name = "Nouvelle"
        form.url = self.shop.url
        form.key = self.shop.key
        channel = form.save()
        self.assertTrue(channel.has_key)
        channel.action_start()
        self.assertEqual(channel.state, "running")

    def test_old_messages_are_forgotten_but_never_the_newest(self):
        vals = {
            "channel_id": self.channel.id,
            "company_id": self.company.id,
            "kind": "order",
            "external_key": "1",
            "state": "done",
            "payload": {},
        }
        messages = self.env["shop.message"].create(
            [{**vals, "version": version} for version in (1, 2)]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shop_message SET create_date = '2020-01-01' WHERE id IN %s",
            (tuple(messages.ids),),
        )
        self.env["shop.message"]._gc_messages()
        self.assertEqual(messages.exists().mapped("version"), [2])

    def test_a_shop_without_a_pass_for_long_is_late_and_says_why(self):
        self._start()
        self.channel.last_sync = "2026-01-01 00:00:00"
        self.assertEqual(self.channel.health, "late")
        self.assertIn("No pass for", self.channel.late_text)
        self.channel.open_until = "2099-01-01 00:00:00"
        self.assertEqual(self.channel.health, "good", "it waits because the shop asked for it")
        self.channel.write({"open_until": False, "state": "paused"})
        self.assertFalse(self.channel.late_text)

    def test_amounts_are_spelt_as_the_reader_writes_them(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        params = {"shop": "1007.69", "computed": "1006.19", "difference": "1.50"}
        french = self.env["shop.error"].with_context(lang="fr_FR")
        self.assertIn("1,50", french._explain("total_mismatch", params))
        self.assertIn("1.50", self.env["shop.error"]._explain("total_mismatch", params))
        currencies = {"shop": "USD", "computed": "EUR"}
        self.assertIn("USD", french._explain("odoo_currency_mismatch", currencies))

    def test_differences_are_told_in_words(self):
        vals = {
            "channel_id": self.channel.id,
            "company_id": self.company.id,
            "kind": "order",
            "external_key": "1",
        }
        line = {"id": "7", "name": "Moteur", "quantity": "1"}
        after = {
            "lines": [{**line, "quantity": "2"}],
            "customer": {"email": "<b>x</b>"},
            "payments": [{"id": "1", "method": "Chèque", "amount": "5"}],
            "gift": True,
        }
        self.env["shop.message"].create(
            {**vals, "version": 1, "payload": {"lines": [line], "payments": []}}
        )
        message = self.env["shop.message"].create({**vals, "version": 2, "payload": after})
        text = message.difference_html
        for words in ("Line Moteur › Quantity", "Method: Chèque; Amount: 5", "E-mail: &lt;b&gt;x"):
            self.assertIn(words, text)
        self.assertNotIn("lines[7]", text)

    def _blocked(self):
        """An order of 136.80 for which the shop charged 1.50 more."""
        row, _product = self._product(price=107)
        key = self._sell(row, 1, state=2)
        order = self.store.tables["orders"].rows[key]
        order["total_paid_tax_incl"] = f"{float(order['total_paid_tax_incl']) + 1.5:.6f}"
        self._start()
        self._synchronise()
        return self._messages("waiting")

    def test_a_blocked_order_is_a_document_with_the_difference_marked(self):
        message = self._blocked()
        self.assertEqual(message.cause, "The total differs")
        self.assertAlmostEqual(message.amount, 138.3)
        self.assertIn(message.customer.split()[-1], message.payload_text)
        text = message.document_html
        for words in ("Moteur MOT-1", "138.30", "136.80", "1.50", "Difference", "table-warning"):
            self.assertIn(words, text)
        self.assertIn("Accept as it is", message.decision_html)
        self.assertFalse(message.back_office_url)
        self.channel.admin_url = "https://shop.test/admin123/"
        self.assertIn("https://shop.test/admin123/index.php", message.back_office_url)
        self.assertIn(f"id_order={message.external_key}", message.back_office_url)

    def test_a_document_that_cannot_be_read_has_no_table_and_breaks_nothing(self):
        for payload in ({}, {"unreadable": "x"}, {"lines": "x"}, {"id": "1", "lines": [{}]}):
            message = self.env["shop.message"].create(
                {
                    "channel_id": self.channel.id,
                    "company_id": self.company.id,
                    "kind": "order",
                    "external_key": str(len(payload)),
                    "version": len(str(payload)),
                    "payload": payload,
                }
            )
            self.assertNotIn("table-warning", message.document_html or "")

    def test_every_tile_opens_what_it_counts(self):
        self._blocked()
        row, _product = self._product("MOT-3")
        paid = self._sell(row, 1, state=2)
        self.store.add_payment(
            self.store.tables["orders"].rows[paid]["reference"], "9.00", "Inconnu au bataillon"
        )
        self._synchronise()
        needs = [("state", "in", ("waiting", "changed"))]
        for field, action, more in (
            ("waiting_count", self.channel.action_open_waiting(), []),
            ("money_count", self.channel.action_open_money(), []),
            ("orders_today", self.channel.action_open_orders_today(), []),
            ("payment_count", self.channel.action_open_payments(), needs),
        ):
            shown = self.env[action["res_model"]].search_count([*action["domain"], *more])
            self.assertEqual(shown, self.channel[field], field)
            self.assertTrue(shown, field)


@tagged("post_install", "-at_install", "browser")
class TestConsoleTours(HttpCase, ShopSyncCommon):
    def test_connecting_a_shop_takes_a_form_and_two_buttons(self):
        self.start_tour("/odoo/shops", "shop_sync_connect_tour", login="admin")
        channel = self.env["shop.channel"].search([("name", "=", "Boutique du tour")])
        self.assertTrue(channel.has_key)
        self.assertEqual(channel.findings["errors"][0][0], "unreachable")

    def test_one_choice_retries_every_order_that_waits_for_it(self):
        self._start()
        mapping = self.env["shop.mapping"].create(
            {
                "channel_id": self.channel.id,
                "kind": "tax",
                "external_key": "21",
                "external_name": "21 %",
            }
        )
        self._create_tax(21, name="TVA 21 % tour")
        vals = {
            "channel_id": self.channel.id,
            "company_id": self.company.id,
            "kind": "order",
            "state": "waiting",
            "error_code": "unknown_tax",
            "error_kind": "data",
            "error_params": {"name": "21 %"},
            "mapping_id": mapping.id,
            "payload": {},
        }
        messages = self.env["shop.message"].create(
            [{**vals, "external_key": str(key), "reference": f"TOUR{key}"} for key in range(37)]
        )
        self.start_tour("/odoo/shop-messages", "shop_sync_mapping_tour", login="admin")
        self.assertEqual(set(messages.mapped("state")), {"new"})
