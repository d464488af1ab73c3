import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

const SIGNS = {
    pass: { icon: "fa-check", tone: "text-bg-success", word: _t("Met") },
    near: { icon: "fa-adjust", tone: "text-bg-warning", word: _t("Nearly") },
    fail: { icon: "fa-times", tone: "text-bg-danger", word: _t("Not met") },
    unknown: { icon: "fa-question", tone: "text-bg-secondary", word: _t("To confirm") },
};

/** The verdict of each criterion as a chip: what is offered, and in the tip what was asked. */
export class VerdictsField extends Component {
    static template = "crm_technical_spec.VerdictsField";
    static props = { ...standardFieldProps };

    get verdicts() {
        return (this.props.record.data[this.props.name] || []).map((reason) => ({
            ...reason,
            ...SIGNS[reason.verdict],
            tip: `${reason.label} – ${_t("asked")}: ${reason.asked} – ${SIGNS[reason.verdict].word}`,
        }));
    }
}

registry.category("fields").add("spec_verdicts", {
    component: VerdictsField,
    displayName: _t("Verdicts"),
    supportedTypes: ["json"],
});
