/** A date beside which stands how far it is: “9 Dec, in 9 d”. The date is never left out. */

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { DateTimeField, dateField, dateTimeField } from "@web/views/fields/datetime/datetime_field";

const { DateTime } = luxon;
const LIST_WIDTHS = { date: 175, datetime: 215 };

/** @param {number} days from today, below zero in the past */
export function describeDays(days) {
    const near = { 0: _t("today"), 1: _t("tomorrow"), [-1]: _t("yesterday") }[days];
    return near || (days > 0 ? _t("in %s d", days) : _t("%s d ago", -days));
}

export class DueField extends DateTimeField {
    static template = "suite_base.DueField";

    get distance() {
        const moment = this.props.record.data[this.props.name];
        if (!moment) {
            return "";
        }
        const today = DateTime.local().startOf("day");
        return describeDays(Math.round(moment.startOf("day").diff(today, "days").days));
    }
}

registry.category("fields").add("suite_due", {
    ...dateField,
    component: DueField,
    supportedTypes: ["date", "datetime"],
    listViewWidth: ({ type }) => LIST_WIDTHS[type],
    extractProps: (info, dynamicInfo) =>
        (info.type === "datetime" ? dateTimeField : dateField).extractProps(info, dynamicInfo),
});
