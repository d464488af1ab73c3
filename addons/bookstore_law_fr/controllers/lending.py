from odoo.http import Controller, content_disposition, request, route


class LendingController(Controller):
    @route(
        "/bookstore/lending/<int:lending_id>/<any(invoices,titles):table>",
        type="http",
        auth="user",
        readonly=True,
    )
    def lending_csv(self, lending_id, table):
        """A table of a declaration for a spreadsheet, under the reader's own rights."""
        declaration = request.env["bookstore.lending"].browse(lending_id).exists()
        if not declaration:
            raise request.not_found()
        declaration.check_access("read")
        words = {"invoices": request.env._("invoices"), "titles": request.env._("titles")}
        name = f"{declaration.name.replace('/', '-')}-{words[table]}.csv"
        return request.make_response(
            declaration._get_csv(table),
            headers=[
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
