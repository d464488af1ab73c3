import json

from werkzeug.datastructures import FileStorage

from odoo import http

from odoo.addons.web.controllers.pivot import TableExporter

from ..core.tables import guard


class SuiteTableExporter(TableExporter):
    @http.route()
    def export_xlsx(self, data, **kw):
        content = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        return super().export_xlsx(json.dumps(_guard_titles(content)), **kw)


def _guard_titles(content):
    """The table with its titles kept from being formulas: they are names of records."""
    if isinstance(content, dict):
        return {
            key: guard(value) if key in ("title", "value") else _guard_titles(value)
            for key, value in content.items()
        }
    return [_guard_titles(part) for part in content] if isinstance(content, list) else content
