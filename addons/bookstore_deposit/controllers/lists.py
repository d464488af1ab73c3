from odoo.http import Controller, request, route

from odoo.addons.suite_base.controllers.files import send_file


class ListController(Controller):
    @route(
        ["/bookstore/list/<string:kind>"],
        type="http",
        auth="user",
        readonly=True,
    )
    def list_file(self, kind, lines=""):
        """Titles of a list as a file, under the reader's own rights."""
        ids = [int(line_id) for line_id in lines.split(",") if line_id.isdecimal()]
        records = request.env["bookstore.list.line"].browse(ids).exists()
        if not records or kind not in ("csv", "txt"):
            raise request.not_found()
        records.check_access("read")
        is_csv = kind == "csv"
        name = records.list_id[:1].name.replace("/", "-")
        content = records._get_csv() if is_csv else records._get_text().encode()
        mimetype = f"text/{'csv' if is_csv else 'plain'}; charset=utf-8"
        return send_file(f"{name}.{kind}", mimetype, content)
