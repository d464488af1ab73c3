import { registry } from "@web/core/registry";

const state = (label) => ({
    trigger: [".o_arrow_button_current", ".dropdown-toggle"] // folded where letters are wide
        .map((button) => `.o_statusbar_status ${button}:visible:contains(${label})`)
        .join(", "),
});
const press = (name) => ({ trigger: `.o_form_statusbar button[name=${name}]`, run: "click" });
const confirm = { trigger: ".modal-footer .btn-primary", run: "click" };
const fill = (name, text) => ({
    trigger: `.modal .o_field_widget[name=${name}] input`,
    run: `edit ${text} && press Tab`,
});
const finish = (name) => ({ trigger: `.modal-footer button[name=${name}]`, run: "click" });

registry.category("web_tour.tours").add("account_lcr_fr_life", {
    steps: () => [
        state("Drawn"),
        press("action_send"),
        state("For acceptance"),
        press("action_accept"),
        state("In portfolio"),
        press("action_remit"),
        state("In preparation"),
        { trigger: ".o_field_widget[name=bill_ids] .o_data_row:contains(1,200.00)" },
        press("action_prepare"),
        state("To sign"),
        { trigger: ".o_field_widget[name=file]:contains(.txt)" },
        press("action_sign"),
        confirm,
        state("At the bank"),
        press("action_credit"),
        { trigger: ".modal .o_field_widget[name=bill_ids] .o_data_row:contains(1,200.00)" },
        fill("fee", "7.20"),
        { trigger: ".modal .o_field_widget[name=net]:contains(1,192.80)" },
        finish("action_credit"),
        state("Credited"),
        { trigger: ".o_breadcrumb .o_back_button a", run: "click" },
        state("Collected"),
        press("action_unpaid"),
        fill("fee", "18"),
        finish("action_unpaid"),
        { trigger: ".o_form_view .alert-danger:contains(Insufficient funds)" },
        press("action_draw_again"),
        state("Drawn"),
        { trigger: ".o_field_widget[name=amount]:contains(1,218.00)" },
    ],
});
