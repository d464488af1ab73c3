import json
import logging
import random

from jsonschema import Draft202012Validator

from odoo.tests import tagged

from ..core.api_openapi import BASE, OPERATIONS, build_openapi
from ..core.api_schemas import SCHEMAS
from .common_api import ApiCommon

_logger = logging.getLogger(__name__)
EXAMPLES = 4
WORDS = ("", "Dijon", "AB-123-CD", "é" * 5, "0", "<b>", "'; --", "\u202e", "x" * 300)


@tagged("post_install", "-at_install", "slow", "-standard")
class TestApiFuzz(ApiCommon):
    """Requests drawn from the contract itself, right and nearly right: each answer is one that the
    contract describes, with a body that follows its schema; nothing fails inside."""

    def _draw(self, schema, draw):
        """A value near a schema: mostly one that it allows."""
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        if draw.random() < 0.04:
            return draw.choice([None, 5, -1, "", [], {}, True, "x" * 3000, 1e300])
        if "enum" in schema:
            return draw.choice(schema["enum"])
        kind = schema.get("type")
        kind = draw.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            return self._draw_object(schema, draw)
        if kind == "array":
            count = max(schema.get("minItems", 0), draw.randint(0, 2))
            return [self._draw(schema["items"], draw) for _number in range(count)]
        plain = {
            "boolean": draw.random() < 0.5,
            "integer": draw.choice([0, 1, 45210, schema.get("maximum", 9)]),
            "number": draw.choice([0, 1.5]),
            "null": None,
        }
        return plain[kind] if kind in plain else self._draw_text(schema, draw)

    def _draw_object(self, schema, draw):
        needed = set(schema.get("required", ()))
        if "anyOf" in schema:
            needed |= set(draw.choice(schema["anyOf"])["required"])
        return {
            name: self._draw(inner, draw)
            for name, inner in schema.get("properties", {}).items()
            if name in needed or (name != "reference" and draw.random() < 0.5)
        }

    def _draw_text(self, schema, draw):
        known = {
            "date": ["2026-12-24", "2031-02-28", "1999-01-01"],
            "date-time": ["2026-03-02T10:00:00Z", "2026-03-02T10:00:00+01:00"],
        }
        if schema.get("format") in known:
            return draw.choice(known[schema["format"]])
        pattern = schema.get("pattern", "")
        if "0-9a-f" in pattern:
            return "0" * 64
        if "http" in pattern:
            return "https://hooks.example/x"
        if "\\." in pattern:
            return "12.00"
        if pattern.startswith("^[A-Z0-9]"):
            return draw.choice(self.references)
        return draw.choice(WORDS)[: schema.get("maxLength", 300)]

    def _ask(self, operation, draw):
        path = operation.path
        for name in operation.parameters:
            path = path.replace(f"{{{name}}}", draw.choice(self.references))
        body = None
        if operation.request:
            body = self._draw(SCHEMAS[operation.request], draw)
        key = draw.choice(["site", "group", "stranger", "carrier", "erp", "reader"])
        return self.api(operation.method, path, key, body), body

    def _check_answer(self, operation, answer, document):
        described = document["paths"][operation.path][operation.method.lower()]["responses"]
        self.assertNotEqual(answer.status_code, 500, answer.text[:300])
        if answer.status_code >= 400:
            return  # ``api`` has checked the problem
        found = described[str(answer.status_code)]
        schema = found.get("content", {}).get("application/json", {}).get("schema")
        if schema and answer.data is not None:
            whole = schema | {"components": {"schemas": SCHEMAS}}
            errors = [
                error.message for error in Draft202012Validator(whole).iter_errors(answer.data)
            ]
            self.assertFalse(errors, answer.data)
        if "headers" in found:
            self.assertTrue(answer.headers["Location"].startswith(BASE))

    def test_every_answer_is_described(self):
        seed = random.randrange(10**6)
        _logger.info("requests drawn with the seed %s", seed)
        draw, document = random.Random(seed), build_openapi()
        order = self._accept(self._stored()).data
        self.references = [
            order["reference"],
            self._stored()["reference"],
            order["vehicles"][0]["reference"],
            self._create_car().reference,
            self.dijon.reference,
            self.lille.reference,
            "T404",
        ]
        for operation in OPERATIONS:
            for _number in range(EXAMPLES):
                answer, body = self._ask(operation, draw)
                with self.subTest(operation.name, seed=seed, body=json.dumps(body)[:400]):
                    self._check_answer(operation, answer, document)
