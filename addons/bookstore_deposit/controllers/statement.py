from odoo.http import Controller, content_disposition, request, route


class StatementController(Controller):
    @route("/bookstore/statement/<int:statement_id>/csv", type="http", auth="user", readonly=True)
    def statement_csv(self, statement_id):
        """The titles of a statement for a spreadsheet, under the reader's own rights."""
        statement = request.env["bookstore.statement"].browse(statement_id).exists()
        if not statement:
            raise request.not_found()
        statement.check_access("read")
        name = f"{statement.name.replace('/', '-')}.csv"
        return request.make_response(
            statement._get_csv(),
            headers=[
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
