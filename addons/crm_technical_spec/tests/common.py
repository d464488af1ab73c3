from odoo.addons.base.tests.common import BaseCommon


class SpecCommon(BaseCommon):
    """A small catalogue of gate motors: torque, supply, protection, encoder, manual."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ip = cls.env.ref("crm_technical_spec.attribute_ip")
        cls.torque = cls._create_attribute("Nominal torque", "N·m", better="higher", symbol="Cn")
        cls.supply = cls._create_attribute("Supply voltage", "V", kind="range")
        cls.weight = cls._create_attribute("Weight", "kg", better="lower", code="motor_weight")
        cls.ambient = cls._create_attribute(
            "Operating temperature", "°C", kind="range", near_absolute=5
        )
        cls.encoder = cls._create_attribute("Encoder", kind="boolean")
        cls.gear = cls._create_attribute("Gear", kind="text")
        cls.motors = cls._create_family(
            "Gate motors", cls.torque | cls.supply | cls.ip | cls.encoder, required=cls.torque
        )
        cls.swing = cls._create_family(
            "Swing motors", cls.weight | cls.ambient | cls.gear, parent_id=cls.motors.id
        )

    @classmethod
    def _create_attribute(cls, name, unit=None, kind="number", **values):
        found = cls.env["tech.spec.unit"].search([("symbol", "=", unit)], limit=1)
        if unit == "°C":
            found = cls.env.ref("crm_technical_spec.unit_temperature_degc")
        values = {"code": None, **values}
        return cls.env["tech.spec.attribute"].create(
            {
                "name": name,
                "kind": kind,
                "unit_id": found.id,
                **{key: value for key, value in values.items() if value is not None},
            }
        )

    @classmethod
    def _create_family(cls, name, attributes, required=(), **values):
        return cls.env["tech.spec.family"].create(
            {
                "name": name,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "attribute_id": attribute.id,
                            "required": attribute in required,
                            "is_key": True,
                        },
                    )
                    for attribute in attributes
                ],
                **values,
            }
        )

    @classmethod
    def _create_motor(cls, name, family=None, texts=None, **values):
        """Create a product of a family with values given as ``{attribute: text}``."""
        template = cls.env["product.template"].create(
            {
                "name": name,
                "default_code": name.upper().replace(" ", "-"),
                "tech_family_id": (family or cls.swing).id,
                **values,
            }
        )
        cls.env["tech.spec.value"].create(
            [
                {
                    "product_tmpl_id": template.id,
                    "attribute_id": attribute.id,
                    "value_text": text,
                }
                for attribute, text in (texts or {}).items()
            ]
        )
        return template

    def _value(self, template, attribute):
        return template.tech_value_ids.filtered(lambda value: value.attribute_id == attribute)
