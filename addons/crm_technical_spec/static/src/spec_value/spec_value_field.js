import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** A text entry that offers the options of the attribute, or yes and no. */
export class SpecValueField extends CharField {
    static template = "crm_technical_spec.SpecValueField";

    get listId() {
        return `spec_value_${this.props.record.id}`;
    }

    get choices() {
        const { kind, choices } = this.props.record.data;
        return kind === "boolean" ? [_t("Yes"), _t("No")] : choices || [];
    }
}

export const specValueField = {
    ...charField,
    component: SpecValueField,
    displayName: _t("Specification value"),
    supportedTypes: ["char"],
};

registry.category("fields").add("spec_value", specValueField);
