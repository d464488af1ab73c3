import { SEE_RECORDS_PIVOT, SEE_RECORDS_PIVOT_VISIBLE } from "@spreadsheet/pivot/pivot_actions";
import "@spreadsheet/chart/odoo_menu/figure_component";
import { components } from "@odoo/o-spreadsheet";
import { patch } from "@web/core/utils/patch";

/**
 * A card with one number opens what it counts, under the filters of the dashboard. Odoo's own cards
 * open a menu, which knows no filters; a card with a menu stays as it is.
 */
patch(components.ScorecardChart.prototype, {
    get countedPosition() {
        const { model } = this.env;
        const { keyValue } = model.getters.getChartDefinition(this.props.chartId);
        if (!model.getters.isDashboard() || this.hasOdooMenu || !keyValue) {
            return undefined;
        }
        const { sheetId, zone } = model.getters.getRangeFromSheetXC(
            model.getters.getActiveSheetId(),
            keyValue
        );
        const position = { sheetId, col: zone.left, row: zone.top };
        return SEE_RECORDS_PIVOT_VISIBLE(position, model.getters) ? position : undefined;
    },
    async onClick() {
        const position = this.countedPosition;
        if (position) {
            return SEE_RECORDS_PIVOT(position, this.env, false);
        }
        return super.onClick(...arguments);
    },
});
