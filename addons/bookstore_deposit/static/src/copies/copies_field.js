import { registry } from "@web/core/registry";
import { floatField } from "@web/views/fields/float/float_field";
import { formatFloat } from "@web/views/fields/formatters";

/** Copies are counted: “3”, not “3.00”; what is measured keeps its decimals: “0.5”. */
export function formatCopies(value, options = {}) {
    return formatFloat(value, { ...options, trailingZeros: false });
}
formatCopies.extractOptions = (info) => ({
    ...formatFloat.extractOptions(info),
    trailingZeros: false,
});

export const copiesField = {
    ...floatField,
    extractProps: (info) => ({ ...floatField.extractProps(info), trailingZeros: false }),
};

registry.category("fields").add("bookstore_copies", copiesField);
registry.category("formatters").add("bookstore_copies", formatCopies);
