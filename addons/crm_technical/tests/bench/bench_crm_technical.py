"""Matching, search and facets on 50,000 products × 40 values and 5,000 silent ones, beside plain SQL."""

import codecs
import random
import resource
import time
from itertools import pairwise

from odoo.tools import SQL

from odoo.addons.crm_technical_spec.core.sheet import write_csv
from odoo.addons.crm_technical_spec.models import sql

GENERATION = 2
PRODUCTS = 50_000
SILENT = 5_000
"""Products of the families that say nothing: a need has to judge them too."""
FAMILIES = 12
NUMBERS, RANGES, OPTIONS, FLAGS = 20, 8, 6, 6
LEVELS = 8
CHUNK = 5_000


def prepare(env):
    """Products in twelve families, two million values of fifty thousand of them from one file."""
    attributes = _create_attributes(env)
    families = _create_families(env, attributes)
    _create_products(env, families)
    content = b"".join(_write_part(attributes, first) for first in range(0, PRODUCTS, CHUNK))
    started = time.monotonic()
    _import(env, content)
    seconds = time.monotonic() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parameters = env["ir.config_parameter"].sudo()  # sudo: figures of the benchmark
    parameters.set_param("bench_crm_technical.import_seconds", round(seconds, 1))
    parameters.set_param("bench_crm_technical.import_memory", round(memory))
    env.cr.execute("ANALYZE tech_spec_index")
    env.cr.execute("ANALYZE tech_spec_value")
    env.cr.execute("ANALYZE product_product")
    env.cr.execute("ANALYZE product_template")


def _create_attributes(env):
    unit = env.ref("crm_technical_spec.unit_torque_nm")
    volt = env.ref("crm_technical_spec.unit_voltage_v")
    kinds = ["number"] * NUMBERS + ["range"] * RANGES + ["option"] * OPTIONS + ["boolean"] * FLAGS
    return env["tech.spec.attribute"].create(
        [
            {
                "name": f"Bench {place}",
                "code": f"bench_{place}",
                "kind": kind,
                "unit_id": {"number": unit.id, "range": volt.id}.get(kind, False),
                "option_ids": [
                    (0, 0, {"name": f"L{place}-{level}", "code": f"L{place}-{level}"})
                    for level in range(LEVELS if kind == "option" else 0)
                ],
            }
            for place, kind in enumerate(kinds)
        ]
    )


def _create_families(env, attributes):
    for attribute in attributes.filtered(lambda one: one.kind == "option"):
        for low, high in pairwise(attribute.option_ids):
            high.implies_ids = low
    lines = [
        (0, 0, {"attribute_id": attribute.id, "is_key": place < 6})
        for place, attribute in enumerate(attributes)
    ]
    return env["tech.spec.family"].create(
        [{"name": f"Bench family {place}", "line_ids": lines} for place in range(FAMILIES)]
    )


def _create_products(env, families):
    """Copy one product's row: the ORM would need eight minutes for so many."""
    model = env["product.template"].create({"name": "Bench 0", "default_code": "B0"})
    variant = model.product_variant_id
    env.flush_all()
    family = SQL("%s + (n %% %s)", families[0].id, FAMILIES)
    _copy_rows(env, model, {"tech_family_id": family})
    code, template = SQL("'B' || n"), SQL("%s + n", model.id)
    _copy_rows(env, variant, {"default_code": code, "product_tmpl_id": template})
    env.invalidate_all()


def _copy_rows(env, record, changed):
    """Insert copies of a record numbered ``n``, some columns given as SQL of ``n``."""
    table = SQL.identifier(record._table)
    columns = env.execute_query(
        SQL(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND column_name != 'id'""",
            record._table,
        )
    )
    names = [name for (name,) in columns]
    env.cr.execute(
        SQL(
            """INSERT INTO %s (id, %s) SELECT %s + n, %s
                 FROM %s source, generate_series(1, %s) n WHERE source.id = %s""",
            table,
            SQL(", ").join(SQL.identifier(name) for name in names),
            record.id,
            SQL(", ").join(changed.get(name) or SQL.identifier("source", name) for name in names),
            table,
            PRODUCTS + SILENT,
            record.id,
        )
    )
    sequence = f"{record._table}_id_seq"
    env.cr.execute(SQL("SELECT setval(%s, (SELECT MAX(id) FROM %s))", sequence, table))


def _write_part(attributes, first, seed=0):
    """Return 5,000 rows of a CSV file; the first part has the titles."""
    chooser = random.Random(first + seed)
    rows = [] if first else [["Reference", *attributes.mapped("code")]]
    for place in range(first + 1, first + CHUNK + 1):
        rows.append([f"B{place}", *(_write(attribute, chooser) for attribute in attributes)])
    return write_csv(rows).removeprefix(codecs.BOM_UTF8)


def _import(env, content):
    wizard = env["tech.spec.import"].create({"file": b"eA==", "filename": "bench.csv"})
    wizard._import_content(content, "bench.csv")
    if wizard.failed_count:
        raise AssertionError(wizard.line_ids[:1].reason)


def _write(attribute, chooser):
    if attribute.kind == "number":
        return f"{chooser.randint(1, 400) / 4}"
    if attribute.kind == "range":
        low = chooser.randint(5, 60)
        return f"{low} - {low + chooser.randint(1, 60)}"
    if attribute.kind == "option":
        return f"L{attribute.code.removeprefix('bench_')}-{chooser.randrange(LEVELS)}"
    return chooser.choice(["yes", "no"])


def _attributes(env):
    found = env["tech.spec.attribute"].search([("code", "=like", "bench\\_%")])
    return found.sorted("id")


def _requests(attributes, count):
    """Return criteria that a salesperson would type: numbers, ranges, options, a yes/no."""
    numbers, ranges = attributes[:NUMBERS], attributes[NUMBERS : NUMBERS + RANGES]
    options = attributes[NUMBERS + RANGES : NUMBERS + RANGES + OPTIONS]
    flags = attributes[NUMBERS + RANGES + OPTIONS :]
    asked = [
        (numbers[0], "ge", "30 Nm"),
        (ranges[0], "eq", "48 V"),
        (options[0], "in", None),
        (numbers[1], "le", "80 Nm"),
        (flags[0], "is", "yes"),
        (ranges[1], "eq", "60 V"),
        (options[1], "in", None),
        (numbers[2], "ge", "20 Nm"),
    ]
    return [
        {
            "attribute_id": attribute.id,
            "operator": operator,
            "value": text or "",
            "option_ids": attribute.option_ids[3].ids if text is None else [],
        }
        for attribute, operator, text in asked[:count]
    ]


def run(bench):
    env = bench.env
    attributes = _attributes(env)
    family = env["tech.spec.family"].search([("name", "=", "Bench family 0")])
    _bench_search(bench, attributes)
    _bench_rank(bench, attributes, family)
    _bench_facets(bench, family)
    _bench_form(bench)
    _bench_import(bench)


# Every floor is the statement that a programmer would write by hand for exactly these criteria.


def _floor_conditions(attributes):
    numbers, ranges = attributes[:NUMBERS], attributes[NUMBERS : NUMBERS + RANGES]
    options = attributes[NUMBERS + RANGES : NUMBERS + RANGES + OPTIONS]
    flags = attributes[NUMBERS + RANGES + OPTIONS :]
    better = [tuple(attribute.option_ids[3:].ids) for attribute in options[:2]]
    near = [tuple(attribute.option_ids[2].ids) for attribute in options[:2]]
    return [
        (numbers[0].id, SQL("option_id IS NULL AND value_min >= 30"), SQL("value_min >= 27")),
        (
            ranges[0].id,
            SQL("option_id IS NULL AND value_min <= 48 AND value_max >= 48"),
            SQL("value_min <= 52.8 AND value_max >= 43.2"),
        ),
        (options[0].id, SQL("option_id IN %s", better[0]), SQL("option_id IN %s", near[0])),
        (numbers[1].id, SQL("option_id IS NULL AND value_max <= 80"), SQL("value_max <= 88")),
        (flags[0].id, SQL("option_id IS NULL AND value_min <= 1 AND value_max >= 1"), SQL("FALSE")),
        (
            ranges[1].id,
            SQL("option_id IS NULL AND value_min <= 60 AND value_max >= 60"),
            SQL("value_min <= 66 AND value_max >= 54"),
        ),
        (options[1].id, SQL("option_id IN %s", better[1]), SQL("option_id IN %s", near[1])),
        (numbers[2].id, SQL("option_id IS NULL AND value_min >= 20"), SQL("value_min >= 18")),
    ]


def _bench_search(bench, attributes):
    env = bench.env
    requests = _requests(attributes, 5)
    found = SQL(" INTERSECT ").join(
        SQL("SELECT product_id FROM tech_spec_index WHERE attribute_id = %s AND %s", one, passed)
        for one, passed, _near in _floor_conditions(attributes)[:5]
    )
    floor = SQL(
        """SELECT product_id, count(*) OVER () FROM (%s) found
             JOIN product_product variant ON variant.id = found.product_id AND variant.active
             JOIN product_template template ON template.id = variant.product_tmpl_id
                  AND template.sale_ok
            ORDER BY product_id LIMIT 40""",
        found,
    )
    finder = env["tech.spec.finder"]

    def ours():
        criteria = finder._get_criteria(requests)
        return sql.matching.find(env, criteria, (), finder._get_visible(), limit=40)

    ids, total = ours()
    rows = env.execute_query(floor)
    assert [row[0] for row in rows] == ids and rows[0][1] == total
    bench.info("five musts over 50,000 products: products found", total, "products")
    bench.ratio(
        "five musts over the whole catalogue",
        bench.timed(ours, 7),
        bench.timed(lambda: env.execute_query(floor), 7),
        1.5,
    )


MUSTS = [True] * 4 + [False] * 4


def _bench_rank(bench, attributes, family):
    env = bench.env
    floor = _write_rank_floor(attributes, family)
    need = _create_need(env, attributes, family)
    finder = env["tech.spec.finder"]

    def ours():
        criteria = [line._as_criterion() for line in need.line_ids]
        families = family._get_subtree().ids
        visible = finder._get_visible(families=families)
        return sql.matching.rank(env, criteria, families, visible, 20)

    best = env.execute_query(floor)[0]
    tier = 3 if best[1] else 2 if best[2] else 1 if best[3] else 0
    assert ours()[0].tier == tier
    in_family = [place for place in range(1, PRODUCTS + SILENT + 1) if place % FAMILIES == 0]
    assert ours()[0].judged == len(in_family)
    seconds = bench.timed(lambda: env.execute_query(floor), 9)
    bench.ratio("ranked, eight criteria, one family", bench.timed(ours, 9), seconds, 1.5)
    bench.info(
        "the same with reasons, stock and prices", bench.timed(lambda: need._rank(20), 5), "s"
    )


def _write_rank_floor(attributes, family):
    """Return the ranking by hand: all products of the family, those that say nothing included."""
    rows = SQL(" UNION ALL ").join(
        SQL(
            """SELECT product_id, %(must)s AS must,
                      MAX(CASE WHEN %(passed)s THEN 2 WHEN %(near)s THEN 1 ELSE 0 END) AS verdict
                 FROM tech_spec_index
                WHERE family_id = %(family)s AND attribute_id = %(one)s GROUP BY product_id""",
            must=flag,
            passed=passed,
            near=near,
            family=family.id,
            one=one,
        )
        for flag, (one, passed, near) in zip(MUSTS, _floor_conditions(attributes), strict=True)
    )
    return SQL(
        """SELECT variant.id, COALESCE(failed, 0) AS failed, COALESCE(near, 0) AS near,
                  4 - COALESCE(known, 0) AS unknown, COALESCE(gained, 0) AS gained
             FROM product_product variant
             JOIN product_template template ON template.id = variant.product_tmpl_id
                  AND template.sale_ok AND template.tech_family_id = %s
        LEFT JOIN (
               SELECT product_id, COUNT(*) FILTER (WHERE must AND verdict = 0) AS failed,
                      COUNT(*) FILTER (WHERE must AND verdict = 1) AS near,
                      COUNT(*) FILTER (WHERE must) AS known,
                      COUNT(*) FILTER (WHERE NOT must AND verdict = 2) AS gained
                 FROM (%s) verdicts GROUP BY product_id) judged ON judged.product_id = variant.id
            WHERE variant.active
            ORDER BY failed, near, unknown, gained DESC, variant.id LIMIT 20""",
        family.id,
        rows,
    )


def _create_need(env, attributes, family):
    option_of = env["tech.spec.option"].browse
    return env["tech.requirement"].create(
        {
            "name": "Bench",
            "family_id": family.id,
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "attribute_id": request["attribute_id"],
                        "operator": request["operator"],
                        "value_text": request["value"] or option_of(request["option_ids"]).name,
                        "necessity": "must" if flag else "wish",
                    },
                )
                for flag, request in zip(MUSTS, _requests(attributes, 8), strict=True)
            ],
        }
    )


def _bench_facets(bench, family):
    env = bench.env
    keys = tuple(family._get_lines().filtered("is_key").attribute_id.ids)
    floors = [
        SQL(
            """SELECT attribute_id, option_id, COUNT(*), MIN(value_min), MAX(value_max)
                 FROM tech_spec_index entry
                 JOIN product_product variant ON variant.id = entry.product_id AND variant.active
                 JOIN product_template template ON template.id = variant.product_tmpl_id
                      AND template.sale_ok
                WHERE family_id = %s GROUP BY attribute_id, option_id""",
            family.id,
        ),
        SQL(
            """SELECT attribute_id, value_min, value_max, COUNT(*)
                 FROM tech_spec_index entry
                 JOIN product_product variant ON variant.id = entry.product_id AND variant.active
                 JOIN product_template template ON template.id = variant.product_tmpl_id
                      AND template.sale_ok
                WHERE family_id = %s AND attribute_id IN %s AND option_id IS NULL
                GROUP BY attribute_id, value_min, value_max""",
            family.id,
            keys,
        ),
    ]
    finder = env["tech.spec.finder"]

    def ours():
        visible = finder._get_visible(families=family.ids)
        return finder._get_facets(family, family.ids, [], visible)

    assert len(ours()) == NUMBERS + RANGES + OPTIONS + FLAGS
    floor = bench.timed(lambda: [env.execute_query(query) for query in floors], 7)
    bench.ratio("facets of a family", bench.timed(ours, 7), floor, 1.5)
    page = bench.timed(lambda: finder.find_products(family.id, []), 5)
    bench.info("the finder's first page, facets included", page, "s")


def _bench_form(bench):
    env = bench.env
    variant = env["product.product"].search([("default_code", "=", "B77")])
    # as the form does: a record of its own, not one that prefetches through the variant
    template = env["product.template"].browse(variant.product_tmpl_id.id)
    specification = {
        "name": {},
        "tech_completeness": {},
        "tech_value_ids": {
            "fields": {
                "attribute_id": {"fields": {"display_name": {}}},
                "value_text": {},
                "display_value": {},
                "choices": {},
                "is_blank": {},
            }
        },
    }
    template.web_read(specification)
    env.invalidate_all()
    before = env.cr.sql_log_count
    (read,) = template.web_read(specification)
    assert len(read["tech_value_ids"]) == NUMBERS + RANGES + OPTIONS + FLAGS
    bench.at_most(
        "queries of a product form with 40 values", env.cr.sql_log_count - before, 15, "queries"
    )


def _bench_import(bench):
    parameters = bench.env["ir.config_parameter"].sudo()  # sudo: figures of the benchmark
    seconds = float(parameters.get_param("bench_crm_technical.import_seconds"))
    memory = float(parameters.get_param("bench_crm_technical.import_memory"))
    bench.info("import of 50,000 × 40 values (when the data was made)", seconds, "s")
    bench.info("peak memory of that import", memory, "MB")
    attributes = _attributes(bench.env)
    for name, seed in (("the same values again", 0), ("other values", 1)):
        content = _write_part(attributes, 0, seed)
        started = time.monotonic()
        _import(bench.env, content)
        seconds = round(time.monotonic() - started, 1)
        bench.info(f"import of 5,000 × 40 values, {name}", seconds, "s")
