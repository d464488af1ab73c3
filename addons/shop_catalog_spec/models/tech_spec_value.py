from odoo import models

from odoo.addons.shop_catalog.core.features import Feature


class TechSpecValue(models.Model):
    _inherit = "tech.spec.value"

    def _shop_get_features(self, codes, several):
        """What these values of one attribute are in a shop.

        :param codes: ``{language of the shop: ours}``
        :param several: whether the shop takes several values of one feature; else they are one text
        """
        texts = {key: self._shop_get_texts(code) for key, code in codes.items()}
        if not several:
            texts = {key: [", ".join(dict.fromkeys(said))] for key, said in texts.items()}
        names = {key: self.attribute_id.with_context(lang=code).name for key, code in codes.items()}
        rows = zip(*texts.values(), strict=True)
        return [Feature(names, dict(zip(texts, row, strict=True))) for row in rows]

    def _shop_get_texts(self, lang):
        return [
            f"{text} ({value.note})" if value.note else text
            for value in self.with_context(lang=lang)
            for text in value._shop_get_parts()
        ]

    def _shop_get_parts(self):
        if self.kind == "option":
            return self.option_ids.mapped("name")
        return [self.display_value]
