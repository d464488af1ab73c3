import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

EDITORS = 4


@tagged("post_install", "-at_install")
class TestSpecEditedAtOnce(BaseCase):
    """Several people fill in the same product at the same moment, on real connections."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # while tests run, the main thread holds the registry's lock that a retry takes
        self.patch(Registry, "_lock", DummyRLock())
        self.addCleanup(self._delete)
        with self.registry.cursor() as cursor:
            env = self._env(cursor)
            self.attributes = env["tech.spec.attribute"].create(
                [{"name": f"At once {place}", "kind": "number"} for place in range(EDITORS)]
            )
            family = env["tech.spec.family"].create(
                {
                    "name": "At once",
                    "line_ids": [(0, 0, {"attribute_id": one.id}) for one in self.attributes],
                }
            )
            product = env["product.template"].create(
                {"name": "At once", "tech_family_id": family.id}
            )
            self.ids = (self.attributes.ids, family.id, product.id)

    def _env(self, cursor):
        return api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})

    def _delete(self):
        attribute_ids, family_id, product_id = self.ids
        with self.registry.cursor() as cursor:
            env = self._env(cursor)
            env["product.template"].browse(product_id).unlink()
            env["tech.spec.family"].browse(family_id).unlink()
            env["tech.spec.attribute"].browse(attribute_ids).unlink()

    def _fill_in(self, env, barrier, place):
        barrier.wait()
        attribute_ids, _family_id, product_id = self.ids
        retrying(
            lambda: env["tech.spec.value"].create(
                {
                    "product_tmpl_id": product_id,
                    "attribute_id": attribute_ids[place],
                    "value_text": str(place + 1),
                }
            ),
            env,
        )

    def test_every_value_reaches_the_search_index(self):
        barrier = threading.Barrier(EDITORS)
        cursors = [self.registry.cursor() for _place in range(EDITORS)]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            editors = [
                threading.Thread(target=self._fill_in, args=(self._env(cursor), barrier, place))
                for place, cursor in enumerate(cursors)
            ]
            for editor in editors:
                editor.start()
            for editor in editors:
                editor.join()
        for cursor in cursors:
            cursor.close()
        with self.registry.cursor() as cursor:
            rows = self._env(cursor)["tech.spec.index"].search(
                [("product_id.product_tmpl_id", "=", self.ids[2])]
            )
            found = {row.attribute_id: row.value_min for row in rows}
        expected = {one: place + 1 for place, one in enumerate(self.ids[0])}
        self.assertEqual(found, expected)
