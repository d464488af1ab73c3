from datetime import timedelta

from odoo import api, fields, models

from ..core.meaning import Meaning, choose, pick
from .tech_assistant_drafts import MINUTES


class TechAssistant(models.AbstractModel):
    """What a measure is meant for where several attributes have its unit: found, told, put right."""

    _inherit = "tech.assistant"

    @api.model
    def _settle_meanings(self, read, family, chosen):
        """Return ``(requests, told, open question)`` of a sentence that was read.

        :param chosen: ``{text: attribute id}``, what the asker said already
        :return: what is asked of products, the question whose answer was supposed, the one nobody
            can answer but the asker
        """
        requests, told = list(read["requests"]), None
        for question in read["questions"]:
            choices = question["choices"]
            keys = [choice["attribute_id"] for choice in choices]
            said = chosen.get(question["text"])
            place = keys.index(said) if said in keys else None
            if place is None:
                place = self._find_meaning(choices, keys, family)
                if place is None:
                    return requests, None, question
                told = told or question | {"place": place}
            requests.append(choices[place])
        return requests, told, None

    @api.model
    def _find_meaning(self, choices, keys, family):
        if not family:
            return None
        columns = family._get_subtree()._get_lines().filtered("is_key").attribute_id.ids
        groups = self.env["tech.spec.value"]._read_group(
            [
                ("attribute_id", "in", keys),
                ("product_tmpl_id.tech_family_id", "child_of", family.id),
                ("is_blank", "=", False),
            ],
            ["attribute_id"],
            ["product_tmpl_id:count_distinct"],
        )
        holders = {attribute.id: count for attribute, count in groups}
        attributes = self.env["tech.spec.attribute"].browse(keys)
        against = {"ge": "lower", "le": "higher"}
        meanings = [
            Meaning(
                attribute.id in columns,
                attribute.better != against.get(choice["operator"]),
                holders.get(attribute.id, 0),
            )
            for attribute, choice in zip(attributes, choices, strict=True)
        ]
        return choose(meanings, family.product_count)

    # --- the question -------------------------------------------------------------------------

    @api.model
    def _ask_meaning(self, channel, sentence, chosen, question):
        """Ask for one of several meanings, or tell which one was supposed; a word is the answer."""
        names = [choice["name"] for choice in question["choices"]]
        self.env["tech.assistant.request"].sudo().create(  # sudo: written by code only
            {
                "name": sentence,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "channel_id": channel.id,
                "intent": "find",
                "expires_on": fields.Datetime.now() + timedelta(minutes=MINUTES),
                "payload": {
                    "sentence": sentence,
                    "chosen": chosen,
                    "text": question["text"],
                    "names": names,
                    "keys": [choice["attribute_id"] for choice in question["choices"]],
                },
            }
        )
        if "place" not in question:
            return self._say_question(question["text"], names)
        rows = self._number(names)
        supposed = rows.pop(question["place"]).split(" ", 1)[1]
        return self._say(
            self.env._(
                "“%(text)s” is understood as %(name)s. Meant otherwise? Answer %(others)s.",
                text=question["text"],
                name=supposed,
                others=self.env._(" or ").join(rows),
            )
        )

    @api.model
    def _number(self, names):
        return [f"{place}. {name}" for place, name in enumerate(names, 1)]

    @api.model
    def _say_question(self, text, names):
        title = self.env._("What is “%(text)s”? Answer with the number or the name:", text=text)
        return self._list(title, self._number(names))

    @api.model
    def _repeat_question(self, channel):
        """Return the question about a measure again: a yes does not answer it."""
        waiting = self.env["tech.assistant.request"]._get_question(channel)
        if not waiting or waiting.expires_on < fields.Datetime.now():
            return None
        return self._say_question(waiting.payload["text"], waiting.payload["names"])

    @api.model
    def _answer_meaning(self, channel, text):
        """Return the products of the question that waits, when a text is its answer."""
        waiting = self.env["tech.assistant.request"]._get_question(channel)
        if not waiting or waiting.expires_on < fields.Datetime.now():
            return None
        asked = waiting.payload
        place = pick(text, asked["names"])
        if place is None:
            return None
        waiting.state = "done"
        waiting.flush_recordset()
        chosen = asked["chosen"] | {asked["text"]: asked["keys"][place]}
        return self._answer_need(channel, asked["sentence"], chosen)
