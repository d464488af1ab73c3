from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_forecast.core.pipeline import blend

amounts = st.floats(0, 1e6)


@given(amounts, amounts, amounts, amounts)
def test_quotes_raise_what_is_expected_and_never_lower_it(expected, down, up, promised):
    low, high = max(expected - down, 0), expected + up
    found, least, most = blend(expected, low, high, promised)
    assert abs(found - max(expected, promised)) < 1e-6
    assert least == low <= found + 1e-6
    assert abs((most - found) - (high - expected)) < 1e-6
