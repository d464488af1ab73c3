import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_technical_spec.core.sheet import read_rows, write_csv, write_xlsx
from odoo.addons.crm_technical_spec.wizards import tech_spec_import

from .common import SpecCommon


@tagged("post_install", "-at_install")
class TestSpecImport(SpecCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._create_motor("One")
        cls.two = cls._create_motor("Two", texts={cls.torque: "4 N·m"})

    def _import(self, rows, writer=write_csv, filename="specs.csv", **values):
        wizard = self.env["tech.spec.import"].create(
            {"file": base64.b64encode(writer(rows)), "filename": filename, **values}
        )
        wizard.action_import()
        return wizard

    def _read_refused(self, wizard):
        return [
            cells for _line, cells in read_rows(base64.b64decode(wizard.rejected_file), "x.xlsx")
        ]

    def test_good_rows_go_in_and_bad_ones_come_back_with_the_reason(self):
        wizard = self._import(
            [
                ["Reference", "Nominal torque [N·m]", "IP", "Supply voltage"],
                ["ONE", "5,5", "IP65", "10-30"],
                ["TWO", "6 V", "IP65", ""],
                ["THREE", "6", "", ""],
                ["", "6", "", ""],
                ["TWO", "6", "IP99", ""],
            ]
        )
        self.assertEqual((wizard.done_count, wizard.failed_count), (1, 4))
        self.assertEqual(self._value(self.one, self.torque).display_value, "5.5 N·m")
        self.assertEqual(self._value(self.one, self.ip).option_ids.code, "IP65")
        self.assertEqual(self._value(self.two, self.torque).display_value, "4 N·m")
        rejected = self._read_refused(wizard)
        self.assertEqual(len(rejected), 5)
        self.assertIn("measures something else", rejected[1][-1])
        self.assertEqual(wizard.line_ids.mapped("row"), [3, 4, 5, 6])

    def test_a_corrected_file_of_refused_rows_can_be_imported_as_it_is(self):
        wizard = self._import([["Reference", "Cn"], ["ONE", "bad"]])
        rows = self._read_refused(wizard)
        rows[1][1] = "5"
        again = self._import(rows, write_xlsx, "x.xlsx")
        self.assertEqual((again.done_count, again.failed_count), (1, 0))
        self.assertEqual(again.ignored_columns, "Reason")

    def test_the_unit_of_the_title_counts_for_bare_numbers(self):
        self._import([["Reference", "Nominal torque [N·cm]"], ["ONE", "550"], ["TWO", "6 N·m"]])
        self.assertEqual(self._value(self.one, self.torque).display_value, "5.5 N·m")
        self.assertEqual(self._value(self.one, self.torque).value_text, "550 N·cm")
        self.assertEqual(self._value(self.two, self.torque).display_value, "6 N·m")

    def test_a_file_has_one_decimal_mark_found_in_its_own_figures(self):
        rows = [["Reference", "Weight [kg]"], ["ONE", "2,400"], ["TWO", "2,400.5"]]
        wizard = self._import(rows)
        self.assertEqual(self._value(self.one, self.weight).value_min, 2400)
        self.assertEqual(self._value(self.two, self.weight).value_min, 2400.5)
        self.assertIn("point", wizard.read_decimal)
        value = self._value(self.one, self.weight)
        value.value_text += " "  # the text kept reads one way without its file
        self.assertEqual(value.value_min, 2400)

    def test_without_proof_a_figure_of_two_readings_is_refused_or_asked(self):
        rows = [["Reference", "Weight [kg]"], ["ONE", "2,400"], ["TWO", "7"]]
        wizard = self._import(rows)
        self.assertEqual((wizard.done_count, wizard.failed_count), (1, 1))
        self.assertIn("Or choose the decimal mark", wizard.line_ids.reason)
        self.assertFalse(self._value(self.one, self.weight))
        for mark, kilos in ((",", 2.4), (".", 2400)):
            self._import(rows, decimal_mark=mark)
            self.assertEqual(self._value(self.one, self.weight).value_min, kilos)

    def test_one_absurd_cell_refuses_its_row_only(self):
        rows = [["Reference", "Weight [kg]"], ["ONE", "1e400"], ["TWO", "7"]]
        wizard = self._import(rows)
        self.assertEqual((wizard.done_count, wizard.failed_count), (1, 1))
        self.assertEqual(self._value(self.two, self.weight).value_min, 7)

    def test_a_percent_cell_is_what_it_shows(self):
        ratio = self._create_attribute("Efficiency", "%")
        self.motors.line_ids = [(0, 0, {"attribute_id": ratio.id})]
        book = openpyxl.Workbook()
        for row in (["Reference", "Efficiency [%]"], ["ONE", 0.87], ["TWO", 0.07]):
            book.active.append(row)
        for cell in ("B2", "B3"):
            book.active[cell].number_format = "0.0%"
        stream = io.BytesIO()
        book.save(stream)
        self._import(None, lambda _rows: stream.getvalue(), "specs.xlsx")
        self.assertEqual(self._value(self.one, ratio).value_min, 87)
        self.assertEqual(self._value(self.two, ratio).value_min, 7)

    def test_a_dash_says_nothing_and_an_empty_cell_clears_when_asked(self):
        rows = [["Reference", "Nominal torque", "Encoder"], ["TWO", "", "-"]]
        self._import(rows)
        self.assertEqual(self._value(self.two, self.torque).value_min, 4)
        self.assertFalse(self._value(self.two, self.encoder))
        self._import(rows, clear_empty=True)
        self.assertTrue(self._value(self.two, self.torque).is_blank)
        self.assertFalse(self._value(self.two, self.encoder), "what is not there is not cleared")

    def test_two_specifications_of_one_label_keep_both_values(self):
        shaft, wheel = (self._create_attribute("Diameter", "mm") for _place in range(2))
        self.motors.line_ids = [(0, 0, {"attribute_id": one.id}) for one in (shaft, wheel)]
        motor = self._create_motor("Both", texts={shaft: "20 mm", wheel: "35 mm"})
        rows = self.env["tech.spec.finder"]._get_specification_sheet(motor)
        wizard = self._import(rows)
        self.assertEqual(
            (wizard.done_count, wizard.value_count), (1, 2), wizard.line_ids.mapped("reason")
        )
        self.assertEqual(self._value(motor, shaft).value_text, "20 mm")
        self.assertEqual(self._value(motor, wheel).value_text, "35 mm")
        wizard = self._import([["Reference", "Diameter"], ["BOTH", "20"]])
        self.assertIn(shaft.code, wizard.line_ids.reason)

    def test_a_utf_16_file_of_a_spreadsheet_is_read(self):
        content = "Reference\tPoids\nONE\t7 kg\n".replace("Poids", "Weight").encode("utf-16")
        self._import(None, lambda _rows: content, "specs.csv")
        self.assertEqual(self._value(self.one, self.weight).value_min, 7)

    def test_a_title_with_a_unit_of_another_dimension_stops_the_file(self):
        with self.assertRaisesRegex(UserError, "is no unit of"):
            self._import([["Reference", "Nominal torque [V]"], ["ONE", "5"]])

    def test_a_file_without_reference_or_specification_says_so(self):
        for rows, words in (
            ([["Torque"], ["5"]], "no Reference column"),
            ([["Reference", "Banana"], ["ONE", "5"]], "No column title"),
            ([], "empty"),
            ([["Reference", "Cn"], ["ONE", "5" * 40_000]], "too large"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._import(rows)

    def test_a_specification_that_the_family_lacks_refuses_the_row(self):
        self._create_motor("Plain", family=self.motors)
        wizard = self._import([["Reference", "motor_weight"], ["PLAIN", "5"], ["ONE", "5"]])
        self.assertEqual((wizard.done_count, wizard.failed_count), (1, 1))
        self.assertIn("does not belong to the family", wizard.line_ids.reason)

    def test_an_unknown_product_is_created_only_when_asked(self):
        rows = [["Reference", "Name", "Family", "Cn"], ["NEW-1", "New motor", "Swing motors", "7"]]
        self.assertEqual(self._import(rows).failed_count, 1)
        self.assertEqual(self._import(rows, create_missing=True).done_count, 1)
        product = self.env["product.template"].search([("default_code", "=", "NEW-1")])
        self.assertEqual(product.tech_family_id, self.swing)
        self.assertEqual(self._value(product, self.torque).display_value, "7 N·m")

    def test_an_import_changes_the_history_only_where_something_changed(self):
        self._import([["Reference", "Cn"], ["TWO", "6 N·m"]])
        change = self.two.tech_change_ids[0]
        self.assertEqual((change.old_value, change.new_value), ("4 N·m", "6 N·m"))
        count, version = len(self.two.tech_change_ids), self.two.tech_spec_version
        self.assertEqual(change.version, version)
        self._import([["Reference", "Cn"], ["TWO", "6 N·m"]])
        self.assertEqual(len(self.two.tech_change_ids), count)
        self.assertEqual(self.two.tech_spec_version, version)

    def test_an_option_is_exchanged_for_another(self):
        for text, codes in (("IP66/IP67", ["IP66", "IP67"]), ("IP54", ["IP54"])):
            self._import([["Reference", "Cn", "IP"], ["ONE", "8", text]])
            self.assertEqual(self._value(self.one, self.ip).option_ids.mapped("code"), codes)
        self.assertFalse(self.env["product.template"].search([("tech_search", "ilike", "IP65")]))

    def test_products_are_created_and_get_their_family_in_few_statements(self):
        def queries(first, count):
            bare = [f"BARE{first + place}" for place in range(count)]
            self.env["product.template"].create([{"name": n, "default_code": n} for n in bare])
            references = bare + [f"FRESH{first + place}" for place in range(count)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            wizard = self._import(
                [["Reference", "Name", "Family", "Cn"]]
                + [[one, one, "Swing motors", "5"] for one in references],
                create_missing=True,
            )
            self.assertEqual((wizard.done_count, wizard.failed_count), (2 * count, 0))
            return self.env.cr.sql_log_count - before

        queries(0, 2)
        few = queries(10, 4)  # eight rows; Odoo itself needs about 1.5 queries a new product
        self.assertLess(queries(100, 60) - few, 2 * (120 - 8))

    def test_a_product_that_cannot_be_created_refuses_its_own_row_only(self):
        editor = new_test_user(
            self.env, "spec_editor", "crm_technical_spec.group_crm_technical_spec_editor"
        )
        self.env["ir.rule"].create(
            {
                "name": "No sirens",
                "model_id": self.env.ref("product.model_product_template").id,
                "domain_force": "[('name', 'not ilike', 'Siren')]",
            }
        )
        rows = [["Reference", "Name", "Family", "Cn"]]
        rows += [[f"NEW-{name}", name, "Swing motors", "7"] for name in ("Horn", "Siren", "Bell")]
        wizard = (
            self.env["tech.spec.import"]
            .with_user(editor)
            .create({"file": base64.b64encode(write_csv(rows)), "create_missing": True})
        )
        wizard.action_import()
        self.assertEqual((wizard.done_count, wizard.line_ids.mapped("row")), (2, [3]))
        made = self.env["product.template"].search([("default_code", "=like", "NEW-%")])
        self.assertEqual(set(made.mapped("name")), {"Horn", "Bell"})
        self.assertEqual(len(made.tech_value_ids), 2)

    def test_an_imported_value_is_found_at_once(self):
        self._import([["Reference", "Cn", "IP"], ["ONE", "8", "IP66/IP67"]])
        products = self.env["product.template"].search([("tech_search", "ilike", "≥ 7 Nm, IP65")])
        self.assertEqual(products, self.one)

    FIXED = ("Reference", "Nominal torque [N·m]", "IP")

    def test_what_is_exported_is_imported_without_any_change(self):
        cable = self._create_attribute("Cable", kind="option", multiple=True)
        cable.option_ids = [(0, 0, {"name": name}) for name in ("2,5 m", "4,5 m")]
        self.motors.line_ids = [(0, 0, {"attribute_id": cable.id})]
        six = self._create_motor("Six")
        wizard = self._import(
            [
                [*self.FIXED, "Operating temperature", "Encoder", "Weight", "Gear", "Cable"],
                [
                    "ONE",
                    "5,25 ±10 %",
                    "IP66/IP67",
                    "-20...+60 °C",
                    "oui",
                    "= 7 kg",
                    '=worm; "A"',
                    "",
                ],
                ["TWO", "550 N.cm", "IP54", "5 °F – 100 °F", "no", "≤ 12 kg", "-", "2,5 m; 4,5 m"],
                ["SIX", "≥ 5 N·m", "IPX4", "-40 °C", "-", "1 234,5 g", "@home", "4,5 m"],
            ]
        )
        self.assertEqual(wizard.failed_count, 0, wizard.line_ids.mapped("reason"))
        templates = self.one | self.two | six
        before = self._dump(templates)
        for file_format, writer in (("csv", write_csv), ("xlsx", write_xlsx)):
            rows = self.env["tech.spec.finder"]._get_specification_sheet(templates)
            wizard = self._import(rows, writer, f"specs.{file_format}")
            self.assertEqual((wizard.done_count, wizard.failed_count), (3, 0))
            self.assertEqual((wizard.value_count, self._dump(templates)), (len(before), before))

    def _dump(self, templates):
        return {
            (value.product_tmpl_id.id, value.attribute_id.code): (
                value.value_text,
                value.value_min,
                value.value_max,
                value.option_ids.ids,
            )
            for value in templates.tech_value_ids
        }

    def test_a_refused_row_leaves_no_trace(self):
        bare = self.env["product.template"].create({"name": "Bare", "default_code": "BARE"})
        wizard = self._import(
            [
                ["Reference", "Name", "Family", "Cn", "motor_weight"],
                ["BARE", "", "Swing motors", "bad", ""],
                ["NEW-2", "New", "Gate motors", "5", "3 kg"],
            ],
            create_missing=True,
        )
        self.assertEqual((wizard.done_count, wizard.failed_count), (0, 2))
        self.assertFalse(bare.tech_family_id)
        self.assertFalse(self.env["product.template"].search([("default_code", "=", "NEW-2")]))

    def test_two_columns_of_one_specification_stop_the_file(self):
        for titles in (["Reference", "Cn", "Nominal torque [N·m]"], ["Reference", "Ref", "Cn"]):
            with self.subTest(titles=titles), self.assertRaisesRegex(UserError, "mean the same"):
                self._import([titles, ["ONE", "5", "6"]])

    def test_a_quotation_mark_that_swallows_rows_is_told_with_its_line(self):
        content = b'Reference;Cn\nONE;5\nTWO;"6\n'
        with self.assertRaisesRegex(UserError, "Line 3"):
            self._import(None, lambda _rows: content)
        self.assertFalse(self._value(self.one, self.torque))

    def test_a_file_of_another_kind_is_refused_in_words(self):
        for content in (b"\xd0\xcf\x11\xe0old", b"PK\x03\x04 broken"):
            wizard = self.env["tech.spec.import"].create(
                {"file": base64.b64encode(content), "filename": "file"}
            )
            with self.subTest(content=content[:4]), self.assertRaisesRegex(UserError, "cannot be"):
                wizard.action_import()

    def test_a_tolerance_keeps_the_unit_of_the_title(self):
        self._import([["Reference", "Nominal torque [N·cm]"], ["ONE", "550 ±10 %"]])
        value = self._value(self.one, self.torque)
        self.assertEqual(value.value_text, "550 N·cm ±10 %")
        value.value_text = value.value_text + " "
        self.assertEqual(value.display_value, "5.5 N·m ±10 %")
        self.assertEqual((value.value_min, value.value_max), (4.95, 6.05))

    def test_variants_are_exported_one_a_row_and_read_back_without_new_overrides(self):
        colour = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": [(0, 0, {"name": "Red"}), (0, 0, {"name": "Blue"})]}
        )
        motor = self._create_motor("Painted", texts={self.torque: "5 N·m", self.ip: "IP54"})
        motor.attribute_line_ids = [
            (0, 0, {"attribute_id": colour.id, "value_ids": [(6, 0, colour.value_ids.ids)]})
        ]
        red, blue = motor.product_variant_ids
        red.default_code, blue.default_code = "RED", "BLUE"
        self.env["tech.spec.value"].create(
            {"product_id": blue.id, "attribute_id": self.ip.id, "value_text": "IP66"}
        )
        rows = self.env["tech.spec.finder"]._get_specification_sheet(motor)
        self.assertEqual([row[0] for row in rows[1:]], ["RED", "BLUE"])
        wizard = self._import(rows)
        self.assertEqual((wizard.done_count, wizard.failed_count), (2, 0))
        self.assertFalse(red.tech_override_ids)
        self.assertEqual(blue.tech_override_ids.value_text, "IP66")
        rows[2][rows[0].index("Nominal torque [N·m]")] = "7"
        self._import(rows)
        self.assertEqual(len(blue.tech_override_ids), 2)
        self.assertEqual(motor.tech_value_ids.mapped("value_text"), ["5 N·m", "IP54"])

    def test_a_long_file_with_a_tenth_of_faults(self):
        rows = [["Reference", "Name", "Family", "Cn", "IP"]]
        for place in range(120):
            torque = "5 V" if place % 10 == 3 else f"{place % 90 + 1},5"
            rows.append([f"B{place}", f"Bulk {place}", "Swing motors", torque, "IP65"])
        templates = self._create_bulk_products(120)
        with patch.object(tech_spec_import, "CHUNK", 50):  # the file is read in three parts
            wizard = self._import(rows)
        self.assertEqual((wizard.done_count, wizard.failed_count), (108, 12))
        self.assertEqual(wizard.value_count, 216)
        stored = self.env["tech.spec.value"].search_count(
            [("product_tmpl_id", "in", templates.ids)]
        )
        self.assertEqual(stored, 216)
        rejected = self._read_refused(wizard)
        self.assertEqual(len(rejected), 13)
        self.assertTrue(all("measures something else" in row[-1] for row in rejected[1:]))

    def _create_bulk_products(self, count):
        return self.env["product.template"].create(
            [
                {
                    "name": f"Bulk {place}",
                    "default_code": f"B{place}",
                    "tech_family_id": self.swing.id,
                }
                for place in range(count)
            ]
        )
