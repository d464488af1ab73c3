import { Component } from "@odoo/owl";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** How long people rent, in the words of the counter; the server knows the shop's hours. */
export const DURATIONS = [
    { key: "half_day", label: _t("½ day") },
    { key: "day", label: _t("1 day") },
    { key: "two_days", label: _t("2 days") },
    { key: "weekend", label: _t("Weekend") },
    { key: "week", label: _t("1 week") },
];

/** Chips beside the period of a booking: one touch writes departure and return. */
export class DurationChips extends Component {
    static template = "rental_booking.DurationChips";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.durations = DURATIONS;
    }

    async choose(duration) {
        const { record } = this.props;
        const period = await this.orm.call("rental.availability", "get_duration", [
            record.data.warehouse_id.id,
            serializeDateTime(record.data.rental_start || luxon.DateTime.now()),
            duration,
        ]);
        await record.update({
            rental_start: deserializeDateTime(period.start),
            rental_end: deserializeDateTime(period.end),
        });
    }
}

registry.category("view_widgets").add("rental_durations", {
    component: DurationChips,
    fieldDependencies: [
        { name: "warehouse_id", type: "many2one" },
        { name: "rental_start", type: "datetime" },
        { name: "rental_end", type: "datetime" },
    ],
});
