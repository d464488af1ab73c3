from odoo import models

_OWN = ("id", "create_date", "write_date")


class RentalTariffPart(models.AbstractModel):
    """A tier or package of a tariff: what changes in it moves prices, so the tariff tells it."""

    _name = "rental.tariff.part"
    _description = "Rental Tariff Part"

    def write(self, vals):
        before = {part: part._describe() for part in self}
        result = super().write(vals)
        for part, words in before.items():
            if part._describe() != words:
                part.tariff_id._message_log(body=f"{words} → {part._describe()}")
        return result

    def _describe(self):
        """ "From day 3, Each day counts, Day prices 0.8" for the chatter of the tariff."""
        found = []
        for name, field in self._fields.items():
            if name in _OWN or field.relational or field.compute:
                continue
            value, label = self[name], field._description_string(self.env)
            if field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value, "")
            found.append(f"{label} {value:g}" if isinstance(value, float) else f"{label} {value}")
        return ", ".join(found)
