"""Net and tax as a shop charged them, in the words of Odoo's tax engine."""


def manual_tax_data(currency, taxes, net, gross, quantity, unit):
    """``extra_tax_data`` of an order or invoice line; False where several taxes lie on it, or none:
    Odoo's own amounts stand then.

    :param net: without tax, in cents
    :param gross: tax included, in cents
    """
    if len(taxes) != 1 or taxes.amount_type != "percent":
        return False
    return {
        "currency_id": currency.id,
        "price_unit": unit,
        "discount": 0.0,
        "quantity": quantity,
        "manual_total_excluded_currency": net,
        "manual_tax_amounts": {
            str(taxes.id): {
                "base_amount_currency": net,
                "tax_amount_currency": currency.round(gross - net),
            }
        },
    }
