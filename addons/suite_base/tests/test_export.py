import csv
import io
import json

import openpyxl

from odoo import http
from odoo.tests import HttpCase, tagged

LIVE = '=HYPERLINK("http://attack.example","Click")'
NAMES = [LIVE, "+1+1", "-2+3", " =1+1", "\n=1", "@SUM(A1)", "{=1+1}", "external:c:/x.xls", "Œuvre"]


@tagged("post_install", "-at_install")
class TestExport(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": name, "partner_latitude": -5.5, "ref": "suite"} for name in NAMES]
        )

    def export(self, kind, fields, **options):
        data = {
            "model": "res.partner",
            "fields": fields,
            "ids": self.partners.ids,
            "domain": [],
            "import_compat": False,
            **options,
        }
        return self.ask(f"/web/export/{kind}", data)

    def ask(self, path, data):
        self.authenticate("admin", "admin")
        token = http.Request.csrf_token(self)
        answer = self.url_open(path, data={"data": json.dumps(data), "csrf_token": token})
        answer.raise_for_status()
        return answer.content

    FIELDS = [
        {"name": "name", "label": "=Name", "type": "char"},
        {"name": "partner_latitude", "label": "Latitude", "type": "float"},
    ]

    def read_sheet(self, content):
        return openpyxl.load_workbook(io.BytesIO(content)).active

    def test_no_name_becomes_a_formula_in_a_workbook(self):
        sheet = self.read_sheet(self.export("xlsx", self.FIELDS))
        for row in sheet.iter_rows():
            self.assertIn(row[0].data_type, ("s", "inlineStr"))
            self.assertFalse(row[0].hyperlink)
        names = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
        self.assertEqual(set(names), set(NAMES), "a name comes back as it was when imported")
        self.assertTrue(names[LIVE][0].quotePrefix, "it stays a text when somebody edits the cell")
        self.assertFalse(names["Œuvre"][0].quotePrefix)
        self.assertEqual({row[1].value for row in names.values()}, {-5.5}, "numbers stay numbers")

    def test_no_group_title_becomes_a_formula(self):
        content = self.export("xlsx", self.FIELDS, groupby=["name"])
        sheet = self.read_sheet(content)
        self.assertIn(f"{LIVE} (1)", [row[0].value for row in sheet.iter_rows()])
        self.assertNotIn("f", {cell.data_type for row in sheet.iter_rows() for cell in row})

    def test_no_name_becomes_a_formula_in_a_csv(self):
        content = self.export("csv", self.FIELDS).decode()
        header, *rows = csv.reader(io.StringIO(content, newline=""))
        self.assertEqual(header[0], "'=Name")
        names = {row[0] for row in rows}
        self.assertEqual(names, {name if name in NAMES[-3:] else f"'{name}" for name in NAMES})
        self.assertEqual({row[1] for row in rows}, {"-5.5"})

    def test_no_title_of_a_pivot_becomes_a_formula(self):
        table = {
            "title": "Partners",
            "model": "res.partner",
            "measure_count": 1,
            "col_group_headers": [[{"title": LIVE, "width": 1, "height": 1}]],
            "measure_headers": [{"title": "Count", "is_bold": False}],
            "rows": [{"title": LIVE, "indent": 0, "values": [{"value": -1}]}],
        }
        sheet = self.read_sheet(self.ask("/web/pivot/export_xlsx", table))
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertEqual([cell.value for cell in cells].count(f"'{LIVE}"), 2)
        self.assertIn(-1, [cell.value for cell in cells])
