from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GOOD_PNG
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestDriver(PortalCommon):
    def test_the_driver_s_link_counts_for_its_order_while_it_runs(self):
        self.order.sudo().with_user(self.dispatcher).action_driver_link()
        token = self.order.sudo().driver_token
        line = self.order.line_ids[0]
        self._log_in(None)
        self.assertEqual(self.url_open(f"/transport/driver/{token}").status_code, 200)
        for wrong in ("x", "A" * 32, token.lower()):
            self.assertEqual(self.url_open(f"/transport/driver/{wrong}").status_code, 404)
        other = self.quoted.line_ids.reference
        self.assertEqual(
            self.url_open(f"/transport/driver/{token}/{other}/delivery").status_code, 404
        )
        url = f"/transport/driver/{token}/{line.reference}/delivery"
        form = {
            "done": "handover",
            "signed_by": "M. Petit",
            "signature": f"data:image/png;base64,{GOOD_PNG}",
            "mileage": "12 345",
            "area": "12",
            "kind": "04",
            "severity": "1",
            "form_id": "F-1",
            "fuel_level": "2",
        }
        self._post(url, **(form | {"signature": ""}))
        self.assertFalse(line.inspection_ids, "a proof of delivery is signed")
        self._post(url, **form)
        self._post(url, **form)
        self.env.invalidate_all()
        self.assertEqual(line.state, "delivered")
        report = line.sudo().inspection_ids
        self.assertEqual((len(report), report.mileage, report.damage_ids.code), (1, 12345, "12041"))
        self._post(
            f"/transport/driver/{token}/{self.order.line_ids[1].reference}/delivery",
            **(form | {"form_id": "F-2"}),
        )
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "delivered")
        self.assertEqual(self.url_open(f"/transport/driver/{token}").status_code, 404)

    def test_each_place_leads_to_the_map(self):
        self.order.sudo().with_user(self.dispatcher).action_driver_link()
        self._log_in(None)
        page = self.url_open(f"/transport/driver/{self.order.sudo().driver_token}").text
        links = [part.split('"')[0] for part in page.split('href="https://www.openstreetmap.org')]
        asked = [parse_qs(urlsplit(unescape(link)).query)["query"] for link in links[1:]]
        self.assertEqual(
            asked, [["1 rue du Parc 21000 Dijon France"], ["1 rue du Parc 59000 Lille France"]]
        )

    def test_a_driver_may_come_back_with_the_page_he_had_open(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        token, line = order.sudo().driver_token, order.line_ids
        self._log_in(None)
        pickup = f"/transport/driver/{token}/{line.reference}/pickup"
        signed = {"signed_by": "M. Roche", "signature": f"data:image/png;base64,{GOOD_PNG}"}
        for done, state in (("not_ready", "not_ready"), ("handover", "collected")):
            self._post(pickup, done=done, form_id="same", **signed)
            self.env.invalidate_all()
            self.assertEqual(line.state, state)
        delivery = pickup.replace("pickup", "delivery")
        keys = [self.url_open(delivery).text.split('data-form-key="')[1].split('"')[0]]
        for done, state in (("hub", "at_hub"), ("refused", "refused")):
            self._post(delivery, done=done, form_id="other", **signed)
            self.env.invalidate_all()
            self.assertEqual(line.state, state)
        self.assertNotIn(f'"{keys[0]}"', self.url_open(delivery).text)

    def test_a_refused_car_is_taken_back_to_its_sender(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        token, line = order.sudo().driver_token, order.line_ids
        self._log_in(None)
        delivery = f"/transport/driver/{token}/{line.reference}/delivery"
        signed = {"signed_by": "M. Roche", "signature": f"data:image/png;base64,{GOOD_PNG}"}
        self._post(delivery.replace("delivery", "pickup"), done="handover", **signed)
        self.assertNotIn('value="returned"', self.url_open(delivery).text)
        self._post(delivery, done="refused", form_id="r")
        self.assertIn('value="returned"', self.url_open(delivery).text)
        page = self._post(delivery, done="returned", form_id="r")
        self.assertIn(order.name, page.text)
        self.env.invalidate_all()
        self.assertEqual((line.state, order.state), ("returned", "closed"))
        self.assertFalse(order.delivered_on)
        self.assertEqual(self.url_open(delivery).status_code, 404)

    def test_what_a_driver_typed_survives_a_refusal(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        url = f"/transport/driver/{order.sudo().driver_token}/{order.line_ids.reference}/pickup"
        self._log_in(None)
        page = self._post(
            url, done="handover", area="12", kind="04", severity="1", note="Rayée"
        ).text
        self.assertIn("must write and sign", page)
        self.assertIn("Rayée", page)
        self.assertEqual(page.count("selected"), 3)
        page = self._post(
            url,
            done="handover",
            area="12",
            kind="",
            severity="",
            signed_by="M. Roche",
            signature=f"data:image/png;base64,{GOOD_PNG}",
        ).text
        self.assertIn("damage is not complete", page)
        self.assertFalse(order.sudo().inspection_ids)

    def test_the_office_sees_the_photos_that_a_driver_took(self):
        photo = self.event.attachment_ids
        self.assertEqual(photo.with_user(self.dispatcher).read(["name"])[0]["name"], "a.pdf")
        with self.assertRaises(AccessError):
            photo.with_user(self.stranger_user).read(["name"])

    def test_one_page_has_all_stops_of_the_day_in_order(self):
        driver = self.env["transport.driver"].create({"name": "Karim", "email": "k@d.test"})
        late, today, tomorrow, other = (self._create_accepted().sudo() for _order in range(4))
        noon = fields.Datetime.now().replace(microsecond=0)
        late._plan(noon - timedelta(hours=30), noon - timedelta(minutes=20))
        today._plan(noon - timedelta(minutes=30), noon + timedelta(days=2))
        tomorrow._plan(noon + timedelta(days=2), noon + timedelta(days=3))
        other._plan(noon, noon)
        (late | today | tomorrow).driver_id = driver
        late._append_events([{"code": "collected"}], "driver")
        office = driver.with_user(self.dispatcher)
        link = self.env["transport.driver.link"].with_user(self.dispatcher)
        link = link.browse(office.action_day_link()["res_id"])
        self.assertEqual(link.email, "k@d.test")
        self.assertIn(driver.day_token, link.url)
        self._log_in(None)
        address = f"/transport/driver/day/{driver.day_token}"
        page = self.url_open(address).text
        first, *_rest = page.split("<h2")  # above what comes later
        places = [first.find(order.name) for order in (today, late, tomorrow, other)]
        self.assertTrue(0 < places[0] < places[1], places)
        self.assertEqual(places[2:], [-1, -1])
        self.assertEqual(first.count("/transport/driver/"), 2)
        self.assertNotIn(other.name, page)
        self.env.invalidate_all()
        # from the page of an order the way leads back, and from the last car on, too
        form = f"/transport/driver/{late.driver_token}/{late.line_ids.reference}/delivery"
        self.assertIn(address, self.url_open(f"/transport/driver/{late.driver_token}").text)
        signed = {"signed_by": "M. Roche", "signature": f"data:image/png;base64,{GOOD_PNG}"}
        self.assertIn(address, self._post(form, done="handover", **signed).text)
        self.assertNotIn(late.name, self.url_open(address).text)
        # whoever is no longer its driver has no way back, and the next link ends the old one
        former = today.driver_token
        today.driver_id = False
        self.assertNotIn(today.name, self.url_open(address).text)
        self.assertNotIn(address, self.url_open(f"/transport/driver/{today.driver_token}").text)
        self.assertEqual(self.url_open(f"/transport/driver/{former}").status_code, 404)
        former = late.driver_token
        link.action_renew()
        self.env.flush_all()
        self.assertEqual(self.url_open(address).status_code, 404)
        self.assertEqual(self.url_open(f"/transport/driver/{former}").status_code, 404)
        link.action_withdraw()
        self.assertFalse(driver.day_token)
        office.action_day_link()
        driver.active = False
        self.assertFalse(driver.day_token)
        tomorrow.action_driver_link()
        driver.unlink()
        self.assertFalse(tomorrow.driver_token)

    def test_each_driver_of_a_shared_lot_sees_his_own_cars(self):
        karim, lea = self.env["transport.driver"].create([{"name": "Karim"}, {"name": "Léa"}])
        order = self._create_accepted(3).sudo()
        start = fields.Datetime.now().replace(microsecond=0)
        order._plan(start, start + timedelta(hours=2))
        order.driver_id = karim
        hers = order.line_ids[0]
        hers.driver_id = lea
        (karim | lea).with_user(self.dispatcher).mapped(lambda driver: driver.action_day_link())
        self._log_in(None)

        def read(driver):
            day = self.url_open(f"/transport/driver/day/{driver.day_token}").text
            self.env.invalidate_all()
            return day, self.url_open(f"/transport/driver/{order.driver_token}").text

        day, page = read(lea)
        self.assertIn("Collect one car", day)
        self.assertEqual([line.reference in page for line in order.line_ids], [True, False, False])
        day, page = read(karim)
        self.assertIn("Collect 2 cars", day)
        self.assertEqual([line.reference in page for line in order.line_ids], [False, True, True])
        former = order.driver_token
        hers.with_user(self.dispatcher).driver_id = False
        self.assertEqual(self.url_open(f"/transport/driver/{former}").status_code, 404)
        self.assertIn("Collect 3 cars", read(karim)[0])

    def test_the_link_of_another_companys_driver_is_not_asked_for(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        driver = self.env["transport.driver"].create(
            {"name": "Karim", "email": "k@d.test", "company_id": other.id}
        )
        links = self.env["transport.driver.link"].with_user(self.dispatcher)
        with self.assertRaises(AccessError):
            links.create({"driver_id": driver.id})

    def test_the_day_is_mailed_with_its_stops_and_its_link(self):
        driver = self.env["transport.driver"].create({"name": "Karim", "email": "k@d.test"})
        nobody = self.env["transport.driver"].create({"name": "Nadia"})
        order = self._create_accepted().sudo()
        order.driver_id = driver
        drivers = (driver | nobody).with_user(self.dispatcher)
        with self.assertRaisesRegex(UserError, "Nadia"):
            drivers.action_send_day()
        driver.with_user(self.dispatcher).action_send_day()
        mail = self.env["mail.mail"].search([("email_to", "=", "k@d.test")])
        for told in (f"/transport/driver/day/{driver.day_token}", "21000 Dijon", "59000 Lille"):
            self.assertIn(told, str(mail.body_html))
        for user in (self.site_user, self.dispatcher):
            with self.assertRaises(AccessError):
                driver.with_user(user).day_token = "A" * 32
