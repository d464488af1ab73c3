import json

from odoo.tests import TransactionCase, tagged

from .common import suite_modules

EMAIL = "camille.introuvable@mail.example"
NAME = "Camille Introuvable"
# What these keep names nobody: goods, prices, rules, programs.
NO_PERSONS = {
    "bookstore_law_fr",
    "bookstore_metadata",
    "bookstore_return",
    "bookstore_stand",
    "crm_technical_aftersales_pos",
    "crm_technical_contract_invoice",
    "crm_technical_forecast",
    "crm_technical_spec_purchase",
    "crm_technical_spreadsheet",
    "crm_technical_spreadsheet_service",
    "rental_booking_spreadsheet",
    "shop_buy_to_order",
    "shop_catalog",
    "shop_catalog_spec",
    "shop_parcel",
    "shop_promotion",
    "shop_sync_queue_job",
    "shop_sync_woocommerce",
    "suite_base",
    "suite_home",
    "suite_l10n_fr",
}


@tagged("post_install", "-at_install", "house_journey")
class TestPrivacy(TransactionCase):
    """One person is put into every text and document of the suite, searched and erased."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = suite_modules(cls.env)

    def setUp(self):
        super().setUp()
        if "suite.privacy.entry" not in self.env:
            self.skipTest("the register is not installed")

    def _places(self):
        """(model, field) of every stored text and document that the suite brought."""
        for name, model in self.env.items():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                ours = set(field._modules) & set(self.modules)
                texts = field.type in ("char", "text", "html", "json") and not field.translate
                short = getattr(field, "size", None)
                if ours and texts and field.store and not field.company_dependent and not short:
                    yield name, field

    def _plant(self):
        """Write the person's address past every guard, one row a column; ``{(model, id, field)}``."""
        planted, cr = set(), self.env.cr
        for name, field in self._places():
            table = self.env[name]._table
            taken = [row for model, row, _field in planted if model == name]
            cr.execute(
                f'SELECT id FROM "{table}" WHERE NOT id = ANY(%s) ORDER BY id DESC LIMIT 1',
                (taken,),
            )
            row = cr.fetchone()
            if not row:
                cr.execute(f'SELECT id FROM "{table}" ORDER BY id DESC LIMIT 1')
                row = cr.fetchone()
            if row:
                value = f"écrire à {EMAIL}"
                if field.type == "json":
                    value = json.dumps({"email": EMAIL, "lastname": "Introuvable", "total": 5})
                cr.execute(
                    f'UPDATE "{table}" SET "{field.name}" = %s WHERE id = %s', (value, row[0])
                )
                planted.add((name, row[0], field.name))
        self.env.invalidate_all()
        return planted

    def _left(self):
        """``{table.column}`` where the address stands, asked of the database without our code."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb')"
        )
        transient = {model._table for model in self.env.values() if model._transient}
        left = set()
        for table, column in cr.fetchall():
            if table not in transient:
                cr.execute(
                    f'SELECT 1 FROM "{table}" WHERE lower("{column}"::text) LIKE %s LIMIT 1',
                    (f"%{EMAIL}%",),
                )
                if cr.fetchone():
                    left.add((table, column))
        return left

    def test_a_person_is_found_everywhere_and_leaves_what_the_law_does_not_keep(self):
        person = self.env["res.partner"].create(
            {"name": NAME, "email": EMAIL, "phone": "06 99 88 77 66", "street": "1 rue Perdue"}
        )
        planted = self._plant()
        self.assertGreater(len(planted), 60, "the demo fills the suite's tables")
        wizard = self.env["privacy.lookup.wizard"].create({"name": NAME, "email": EMAIL})
        wizard.action_lookup()
        found = {
            (line.res_model, line.res_id, name)
            for line in wizard.line_ids
            for name in (line.privacy_field_names or "").split(",")
        }
        self.assertLessEqual(planted, found)
        wizard.line_ids.filtered(
            lambda line: line.privacy_decision != "keep"
        ).action_privacy_erase()
        kept = self._kept()
        self.assertLessEqual(self._left(), kept)
        for model, row, name in planted - {p for p in planted if self._key(p) in kept}:
            record = self.env[model].browse(row).exists()  # some are deleted whole
            self.assertNotIn(EMAIL, str(record[name]), f"{model} {name}")
        self.assertFalse(person.email or person.phone or person.street)
        self.assertFalse(person.active)

    def _key(self, place):
        model, _row, name = place
        return (self.env[model]._table, name)

    def _kept(self):
        """Columns that the register or the law keeps."""
        entries = self.env["suite.privacy.entry"].search([("on_request", "=", "keep")])
        kept = {
            (self.env[entry.model_id.model]._table, name)
            for entry in entries
            for name in entry._get_names()
        }
        for model in self.env["suite.privacy.search"]._get_kept_models():
            if model in self.env:
                kept |= {(self.env[model]._table, name) for name in self.env[model]._fields}
        return kept

    def test_each_add_on_that_keeps_data_of_persons_is_in_the_register(self):
        told = set(self.env["suite.privacy.entry"].search([]).mapped("module_id.name"))
        self.assertEqual(set(self.modules) - told, NO_PERSONS & set(self.modules))

    def test_every_line_of_the_register_fits_its_columns(self):
        entries = self.env["suite.privacy.entry"].search([])
        entries._check_columns()
        for entry in entries.filtered(lambda entry: entry.at_end == "redact"):
            fields = self.env[entry.model_id.model]._fields
            for name in entry._get_names():
                self.assertFalse(fields[name].required, f"{entry.name}: {name} cannot be emptied")
                self.assertTrue(fields[name].store, f"{entry.name}: {name} is no column")
