"""Contexts come over the wire, too."""

from odoo.addons.shop_buy_to_order.core.mark import KEY, SETTLING, is_settling


def test_only_the_software_says_that_it_settles():
    assert is_settling(SETTLING)
    assert not any(
        map(is_settling, ({}, {KEY: True}, {KEY: "settling"}, {KEY: str(SETTLING[KEY])}))
    )
