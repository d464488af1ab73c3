import re

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ID = re.compile("[0-9]{1,9}")


class SpecExport(Controller):
    @route("/tech_spec/compare.xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def compare_xlsx(self, ids="", only_differences="", **_kwargs):
        """Return the comparison of the products ``ids`` (comma-separated), under the user's rights."""
        finder = request.env["tech.spec.finder"]
        product_ids = [int(part) for part in ids.split(",") if _ID.fullmatch(part)]
        try:
            rows = finder._get_comparison_sheet(product_ids, bool(only_differences))
        except UserError as error:
            return request.make_response(str(error), status=400)
        name = f"{request.env._('comparison')}.xlsx"
        return request.make_response(
            finder._write_sheet(rows, "xlsx"),
            headers=[("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))],
        )
