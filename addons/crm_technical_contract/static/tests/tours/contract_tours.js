import { registry } from "@web/core/registry";

/** The state that is shown, also where wide letters leave room for one button only. */
const isState = (label) => ({
    trigger: [".o_arrow_button_current", ".dropdown-toggle"]
        .map((button) => `.o_statusbar_status ${button}:visible:contains('${label}')`)
        .join(", "),
});

const CHATTER = ".o-mail-Chatter";

registry.category("web_tour.tours").add("crm_technical_contract_inform", {
    steps: () => [
        isState("Running"),
        { trigger: `${CHATTER}:contains(Tell the customer of the renewal)` },
        { trigger: "button[name=action_inform_customer]", run: "click" },
        { trigger: ".modal button.o_mail_send", run: "click" },
        {
            trigger: `body:not(:has(.modal)) ${CHATTER}:not(:contains(Tell the customer of the renewal))`,
        },
        { trigger: ".o-mail-Message:contains(Bellevue)" },
    ],
});

registry.category("web_tour.tours").add("crm_technical_contract_notice", {
    steps: () => [
        isState("Running"),
        { trigger: ".o-mail-Activity:contains(Last day for notice)" },
        {
            trigger: ".o-mail-Activity:contains(Last day for notice) .o-mail-Activity-markDone",
            run: "click",
        },
        { trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]", run: "click" },
        { trigger: `${CHATTER}:not(:has(.o-mail-Activity))` },
    ],
});

registry.category("web_tour.tours").add("crm_technical_contract_renewed", {
    steps: () => [
        isState("Running"),
        { trigger: ".o-mail-Message:contains(Renewed from)" },
        { trigger: ".o_field_widget[name=term_ids] .o_data_row:eq(1)" },
        { trigger: ".o_field_widget[name=term_ids]:not(:has(.o_data_row:eq(2)))" },
        { trigger: `${CHATTER}:not(:has(.o-mail-Activity))` },
    ],
});

registry.category("web_tour.tours").add("crm_technical_contract_life", {
    steps: () => [
        { trigger: "button[name=action_start]", run: "click" },
        isState("Running"),
        { trigger: ".o_field_widget[name=term_ids] .o_data_row:eq(1)" },
        { trigger: ".o-mail-Message:contains(Renewed from)" },
        { trigger: "button[name=action_amend]", run: "click" },
        { trigger: ".o_last_breadcrumb_item:contains(Amendment 1)" },
        { trigger: ".o_field_widget[name=amount] input", run: "edit 2400" },
        { trigger: "button[name=action_agree]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        isState("In force"),
        { trigger: ".o_contract_versions td.fw-bold:contains(2,400)" },
        { trigger: ".breadcrumb-item a:last", run: "click" },
        { trigger: "button[name=action_view_amendments]:contains(1)" },
        { trigger: "button[name=action_pause]", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Works" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".alert:contains(The contract is paused)" },
        { trigger: "button[name=action_resume]", run: "click" },
        { trigger: "button[name=action_pause]" },
        { trigger: "button[name=action_give_notice]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        isState("Notice given"),
    ],
});
