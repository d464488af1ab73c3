import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_base.core.tables import is_formula
from odoo.addons.transport_order.core.damage import split_code
from odoo.addons.transport_order.core.export import to_csv


@given(st.text())
def test_no_exported_text_runs(text):
    cell = next(csv.reader(io.StringIO(to_csv([text], []).decode("utf-8-sig")), delimiter=";"))[0]
    assert not cell.lstrip().startswith(("=", "+", "-", "@")) or not is_formula(cell)


def test_the_table_opens_in_a_french_spreadsheet():
    content = to_csv(["Réf"], [["a;b"], [3.5], [-2.25], [False]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == 'Réf\r\n"a;b"\r\n3,5\r\n-2,25\r\n""\r\n'


def test_damage_codes_are_five_digits():
    assert split_code("12041") == ("12", "04", "1")
    assert split_code("1204") is None
    assert split_code("12047") is None
