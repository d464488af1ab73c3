"""What every add-on with dashboards (core spreadsheets) proves of its words."""

import json
import re

import polib

from odoo.tools.misc import file_open, file_path
from odoo.tools.translate import extract_spreadsheet_terms


class DashboardWords:
    """Nobody who reads French sees a word of English on a dashboard.

    For a ``TransactionCase``: ``module`` ships ``dashboards``, ``{name: file}``, as the records
    ``dashboard_<name>``; the words of its fields are in ``words_of`` too.
    """

    allow_inherited_tests_method = True  # else Odoo runs none of the tests below
    module = ""
    words_of = ()
    dashboards = {}
    same = frozenset()
    """Words that are the same in French."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.french = {}
        for module in (*cls.words_of, cls.module):
            for entry in polib.pofile(file_path(f"{module}/i18n/fr.po")):
                cls.french[entry.msgid] = entry.msgstr

    def _get_snapshot(self, name):
        dashboard = self.env.ref(f"{self.module}.dashboard_{name}").with_context(lang="fr_FR")
        return json.loads(dashboard._get_serialized_readonly_dashboard())["snapshot"]

    def _get_labels(self, snapshot):
        """Return the labels of our fields that head columns and rows, and name measures."""
        for pivot in snapshot["pivots"].values():
            for one in (*pivot["measures"], *pivot["rows"], *pivot["columns"]):
                field = self.env[pivot["model"]]._fields.get(one["fieldName"])
                if field:
                    yield field.string

    def test_every_word_of_a_dashboard_is_french(self):
        for name, file in self.dashboards.items():
            with file_open(f"{self.module}/data/files/{file}") as source:
                terms = {
                    term
                    for _line, _name, term, _more in extract_spreadsheet_terms(source, [], [], {})
                }
            snapshot = self._get_snapshot(name)
            for term in terms | set(self._get_labels(snapshot)):
                with self.subTest(name, term=term):
                    self.assertTrue(self.french.get(term), "no French")
                    if term not in self.same:
                        self.assertNotEqual(self.french[term], term)

    def test_no_word_stands_where_nothing_translates_it(self):
        """A measure's own name, a word in a cell or in a formula outside ``_t``: never translated."""
        for name in self.dashboards:
            snapshot = self._get_snapshot(name)
            self.assertNotIn("userDefinedName", json.dumps(snapshot))
            sheet = snapshot["sheets"][0]
            for place, content in sheet["cells"].items():
                with self.subTest(name, place=place):
                    self.assertRegex(content, r"^(=(ODOO\.LIST|PIVOT)|\[.+\]\(odoo://view/)")
            for figure in sheet["figures"]:
                self.assertFalse(figure["data"].get("baseline"))

    def test_tables_and_axes_are_headed_by_labels(self):
        """Whatever the name of a pivot and an axis is in the file, which nothing translates."""
        for name in self.dashboards:
            snapshot = self._get_snapshot(name)
            heads = [
                (one["name"], one["model"], one["rows"][0]["fieldName"])
                for one in snapshot["pivots"].values()
                if one["rows"]
            ]
            for figure in (one["data"] for one in snapshot["sheets"][0]["figures"]):
                if "axesDesign" in figure:
                    meta = figure["metaData"]
                    axis = "x" if figure.get("horizontal") else "y"
                    said = figure["axesDesign"][axis]["title"]["text"]
                    heads.append((said, meta["resModel"], meta["measure"]))
            for said, model, field in heads:
                label = self.env[model].with_context(lang="fr_FR").fields_get([field])[field]
                self.assertEqual(said, label["string"], f"{name}: {field}")

    def test_what_a_title_opens_has_a_french_name(self):
        for name in self.dashboards:
            for content in self._get_snapshot(name)["sheets"][0]["cells"].values():
                found = re.fullmatch(r"\[(.+?)\]\(odoo://view/(.+)\)", content)
                if found:
                    with self.subTest(name, title=found[1]):
                        self.assertEqual(json.loads(found[2])["name"], self.french[found[1]])
        own = [self.env.ref(f"{self.module}.dashboard_{name}").id for name in self.dashboards]
        other = self.env["spreadsheet.dashboard"].search([("id", "not in", own)], limit=1)
        self.assertIn("snapshot", json.loads(other._get_serialized_readonly_dashboard()))
