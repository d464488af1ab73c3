import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WIDTH = 12;
const HEIGHT = 90;

/** Bars of the months sold and of those to come, with the line that each will likely stay in. */
export class SalesChart extends Component {
    static template = "bookstore_order.SalesChart";
    static props = { chart: Object };

    get width() {
        return this.props.chart.months.length * WIDTH;
    }

    get top() {
        const { sold, high } = this.props.chart;
        return Math.max(1, ...sold.map((copies) => copies || 0), ...high);
    }

    get best() {
        return Math.max(0, ...this.props.chart.sold.map((copies) => copies || 0));
    }

    get total() {
        return this.props.chart.sold.reduce((sum, copies) => sum + (copies || 0), 0);
    }

    get title() {
        return _t("Sold in 24 months: %s", this.say(this.total));
    }

    say(copies) {
        return formatFloat(copies, { digits: [16, copies % 1 ? 1 : 0] });
    }

    up(copies) {
        return HEIGHT - (copies / this.top) * HEIGHT;
    }

    get bars() {
        const { months, sold, expected, low, high } = this.props.chart;
        return months.map((month, place) => {
            const ahead = place - sold.length;
            const date = deserializeDate(month);
            const copies = ahead < 0 ? sold[place] : expected[ahead];
            const name = date.toFormat("LLLL yyyy");
            return {
                key: month,
                x: place * WIDTH + 1,
                y: this.up(copies || 0),
                height: ((copies || 0) / this.top) * HEIGHT,
                class: ahead < 0 ? "o_sold" : "o_expected",
                isGap: copies === null,
                line: ahead < 0 ? null : { from: this.up(low[ahead]), to: this.up(high[ahead]) },
                year: date.month === 1 ? String(date.year) : "",
                told:
                    copies === null
                        ? _t("%s: none in stock", name)
                        : ahead < 0
                          ? `${name}: ${this.say(copies)}`
                          : _t("%(month)s: about %(copies)s, between %(low)s and %(high)s", {
                                month: name,
                                copies: this.say(copies),
                                low: this.say(low[ahead]),
                                high: this.say(high[ahead]),
                            }),
            };
        });
    }
}

export class SalesChartField extends Component {
    static template = "bookstore_order.SalesChartField";
    static components = { SalesChart };
    static props = { ...standardFieldProps };

    get chart() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("bookstore_sales_chart", {
    component: SalesChartField,
    supportedTypes: ["json", "jsonb"],
});
