import random
import secrets
import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import SIGNATURE
from .hammer import (
    FLEET,
    build_hot_product,
    count_overbooked_half_days,
    hammer,
    prepare_booking,
)


class ThreadCase(BaseCase):
    """Committed data of its own, taken away afterwards: threads must see each other's writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls._new_env() as env:
            cls.product_id, cls.shop_id, cls.customer_id = (
                # a name of its own: what threads commit stays in a database that is kept
                record.id
                for record in build_hot_product(env, f"{cls.__name__} {secrets.token_hex(2)}")
            )
            cls.start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=30)
        cls.addClassCleanup(cls._clean)

    @classmethod
    @contextmanager
    def _new_env(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    @classmethod
    def _clean(cls):
        with cls._new_env() as env:
            orders = env["sale.order"].search([("partner_id", "=", cls.customer_id)])
            env["rental.occupation"].search([("product_id", "=", cls.product_id)]).unlink()
            orders.picking_ids.unlink()
            env.cr.execute("DELETE FROM rental_slip WHERE order_id = ANY(%s)", (orders.ids,))
            env.cr.execute("DELETE FROM sale_order WHERE id = ANY(%s)", (orders.ids,))
            env.cr.execute("DELETE FROM stock_quant WHERE product_id = %s", (cls.product_id,))
            env["product.product"].browse(cls.product_id).active = False
            env["stock.warehouse"].browse(cls.shop_id).active = False

    @classmethod
    def _book(cls, env, hours=0, length=10, quantity=1):
        booking = env["sale.order"].create(
            prepare_booking(
                env["product.product"].browse(cls.product_id),
                env["stock.warehouse"].browse(cls.shop_id),
                env["res.partner"].browse(cls.customer_id),
                cls.start + timedelta(hours=hours),
                cls.start + timedelta(hours=hours + length),
                quantity,
            )
        )
        booking.action_confirm()
        return booking

    def _overbooked(self, env):
        return count_overbooked_half_days(env, self.product_id, self.shop_id)

    def _assert_refused_after(self, first, second):
        """``second`` opened its snapshot before ``first`` committed: PostgreSQL refuses it."""
        with self._new_env() as late, mute_logger("odoo.sql_db"):
            late.cr.execute("SELECT count(*) FROM rental_occupation")
            with self._new_env() as early:
                first(early)
            with self.assertRaises(SerializationFailure):
                second(late)
                late.flush_all()
            late.cr.rollback()

    def _hammer(self, work, threads, attempts):
        # The test runner holds the registry's lock; other threads must pass, as in core's own tests.
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch.object(Registry, "_lock", DummyRLock()),
        ):
            return hammer(self._new_env, work, threads=threads, attempts=attempts)


@tagged("post_install", "-at_install")
class TestRentalSnapshots(ThreadCase):
    """Two transactions that decided on the same snapshot cannot both take the last units."""

    def test_two_confirmations(self):
        self._assert_refused_after(
            lambda env: self._book(env, quantity=6), lambda env: self._book(env, quantity=6)
        )
        with self._new_env() as env, self.assertRaises(UserError):
            self._book(env, quantity=6)
            env.cr.rollback()

    def test_an_extension_and_a_confirmation(self):
        with self._new_env() as env:
            booking_id = self._book(env, hours=100, quantity=6).id

        def extend(env):
            booking = env["sale.order"].browse(booking_id)
            booking.rental_end += timedelta(hours=10)

        self._assert_refused_after(
            extend, lambda env: self._book(env, hours=110, length=5, quantity=6)
        )

    def test_a_fleet_decrease_and_a_confirmation(self):
        def lose(env):
            product = env["product.product"].browse(self.product_id)
            shop = env["stock.warehouse"].browse(self.shop_id)
            env["stock.move"]._move_rental_units(
                product,
                env["stock.lot"],
                1.0,
                shop.lot_stock_id,
                product.property_stock_inventory,
                "loss",
            )

        self._assert_refused_after(lose, lambda env: self._book(env, hours=200, quantity=10))
        with self._new_env() as env:
            env["stock.quant"]._update_available_quantity(
                env["product.product"].browse(self.product_id),
                env["stock.warehouse"].browse(self.shop_id).lot_stock_id,
                1,
            )

    def test_a_ticket_and_a_confirmation(self):
        def open_ticket(env):
            product = env["product.product"].browse(self.product_id)
            shop = env["stock.warehouse"].browse(self.shop_id)
            ticket = env["repair.order"]._open_rental_ticket(product, env["stock.lot"], shop)
            ticket.rental_occupation_ids._release()

        self._assert_refused_after(open_ticket, lambda env: self._book(env, hours=300))


@tagged("post_install", "-at_install")
class TestRentalFirstSlips(ThreadCase):
    """Tablets at the same counter, in the same instant."""

    @classmethod
    @contextmanager
    def _new_env(cls):
        """A year in which no slip has been numbered yet."""
        with super()._new_env() as env:
            yield env(context={**env.context, "ir_sequence_date": "2051-01-02"})

    def setUp(self):
        super().setUp()
        with self._new_env() as env:
            self.booking_ids = [self._book(env, hours=10 * number).id for number in range(4)]
        self.addCleanup(self._forget_year)

    def _forget_year(self):
        with self._new_env() as env:
            env["rental.slip"].search([("order_id", "in", self.booking_ids)]).unlink()
            env["ir.sequence.date_range"].search([("date_from", "=", "2051-01-01")]).unlink()

    def _open_slip(self, env, booking_id):
        booking = env["sale.order"].browse(booking_id)
        return env["rental.slip"]._get_or_create(booking, "departure")

    def test_the_first_slips_of_a_year_are_replayed_and_not_refused(self):
        first, second = self.booking_ids[:2]
        self._assert_refused_after(
            lambda env: self._open_slip(env, first), lambda env: self._open_slip(env, second)
        )
        with self._new_env() as env:
            names = [self._open_slip(env, booking_id).name for booking_id in (first, second)]
        self.assertEqual(names, ["BD/2051/00001", "BD/2051/00002"])

    def test_four_threads_open_the_first_slips_of_a_year(self):
        all_have_their_snapshot = threading.Barrier(4, timeout=60)
        started = set()

        def work(env, thread, _attempt):
            env.cr.execute("SELECT count(*) FROM ir_sequence_date_range")
            if thread not in started:  # not again when Odoo replays the call
                started.add(thread)
                all_have_their_snapshot.wait()
            self._open_slip(env, self.booking_ids[thread])

        counts = self._hammer(work, threads=4, attempts=1)
        self.assertEqual((counts["done"], counts["refused"], counts["given_up"]), (4, 0, 0))
        with self._new_env() as env:
            slips = env["rental.slip"].search([("order_id", "in", self.booking_ids)])
            self.assertEqual(len(set(slips.mapped("name"))), 4)

    def test_two_tablets_that_press_departure_at_once_join_one_slip(self):
        booking_id = self.booking_ids[0]
        self._assert_refused_after(
            lambda env: self._open_slip(env, booking_id),
            lambda env: self._open_slip(env, booking_id),
        )
        with self._new_env() as env:
            joined = self._open_slip(env, booking_id)
            self.assertEqual(env["sale.order"].browse(booking_id).rental_slip_ids, joined)


@tagged("post_install", "-at_install")
class TestRentalExportOnce(ThreadCase):
    """Two accountants press “Send” at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_env() as env:
            booking = cls._book(env)
            for slip_type in ("departure", "return"):
                slip = env["rental.slip"]._get_or_create(booking, slip_type)
                slip.set_all("ok")
                slip.sign({"signature": SIGNATURE, "signed_by": "Camille", "version": slip.version})
            booking.action_rental_close()
            env["account.payment.register"].with_context(
                active_model="account.move", active_ids=booking.invoice_ids.ids
            ).create({})._create_payments()
            cls.invoice_id = booking.invoice_ids.id
        cls.addClassCleanup(cls._clean_invoice)

    @classmethod
    def _clean_invoice(cls):
        with cls._new_env() as env:
            invoice = env["account.move"].browse(cls.invoice_id)
            moves = invoice | invoice._get_reconciled_payments().move_id
            env.cr.execute(
                """DELETE FROM account_partial_reconcile
                         WHERE debit_move_id = ANY(%(lines)s) OR credit_move_id = ANY(%(lines)s);
                   DELETE FROM account_payment WHERE move_id = ANY(%(moves)s);
                   DELETE FROM account_move_line WHERE move_id = ANY(%(moves)s);
                   DELETE FROM account_move WHERE id = ANY(%(moves)s)""",
                {"lines": moves.line_ids.ids, "moves": moves.ids},
            )

    def test_the_second_finds_the_invoice_sent(self):
        with self._new_env() as late, mute_logger("odoo.sql_db"):
            second = late["account.move"].browse(self.invoice_id)
            self.assertEqual(second.rental_invoice_state, "collected")
            with self._new_env() as early:
                early["account.move"].browse(self.invoice_id).action_rental_export()
            with self.assertRaises(SerializationFailure):
                second.action_rental_export()
                late.flush_all()
            late.cr.rollback()
        with self._new_env() as replayed, self.assertRaises(UserError):
            replayed["account.move"].browse(self.invoice_id).action_rental_export()


@tagged("post_install", "-at_install")
class TestRentalThreads(ThreadCase):
    attempts = 3

    def test_eight_threads_on_one_hot_product_overbook_nothing(self):
        def work(env, thread, attempt):
            self._book(env, hours=(thread * 5 + attempt * 7) % 30, quantity=2)

        counts = self._hammer(work, threads=8, attempts=self.attempts)
        with self._new_env() as env:
            self.assertEqual(self._overbooked(env), 0)
        self.assertGreaterEqual(counts["done"], FLEET // 2)
        self.assertEqual((counts["raw"], counts["deadlocks"]), (0, 0), counts)
        self.assertEqual(counts["done"] + counts["refused"] + counts["given_up"], 8 * self.attempts)

    def test_the_same_products_in_any_order_never_lock_each_other(self):
        def work(env, _thread, attempt):
            products = env["product.product"].browse(self.product_ids)
            shop, customer = (
                env["stock.warehouse"].browse(self.shop_id),
                env["res.partner"].browse(self.customer_id),
            )
            start = self.start + timedelta(days=20 + attempt)
            values = prepare_booking(products[0], shop, customer, start, start + timedelta(hours=5))
            values["order_line"] = [
                Command.create({"product_id": product_id, "product_uom_qty": 1})
                for product_id in random.sample(products.ids, len(products))
            ]
            env["sale.order"].create(values).action_confirm()

        with self._new_env() as env:
            product = env["product.product"].browse(self.product_id)
            shop = env["stock.warehouse"].browse(self.shop_id)
            others = product.browse()
            for number in range(3):
                others |= product.copy({"name": f"{product.name} {number}"})
            for other in others:
                env["stock.quant"]._update_available_quantity(other, shop.lot_stock_id, 3)
            self.product_ids = (product | others).ids
            self.addCleanup(self._forget, others.ids)
        counts = self._hammer(work, threads=8, attempts=self.attempts)
        self.assertEqual((counts["raw"], counts["deadlocks"]), (0, 0), counts)
        self.assertEqual(counts["done"] + counts["refused"] + counts["given_up"], 8 * self.attempts)

    def _forget(self, product_ids):
        with self._new_env() as env:
            env["rental.occupation"].search([("product_id", "in", product_ids)]).unlink()
            env.cr.execute("DELETE FROM stock_quant WHERE product_id = ANY(%s)", (product_ids,))
            env["product.product"].browse(product_ids).active = False


@tagged("post_install", "-at_install", "slow", "-standard")
class TestRentalThreadsLong(TestRentalThreads):
    allow_inherited_tests_method = True  # else Odoo skips a test that the class did not write
    attempts = 30
