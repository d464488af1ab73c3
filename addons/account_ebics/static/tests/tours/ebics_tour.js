import { registry } from "@web/core/registry";

const state = (label) => ({
    trigger: [".o_arrow_button_current", ".dropdown-toggle"] // folded where letters are wide
        .map((button) => `.o_statusbar_status ${button}:visible:contains(${label})`)
        .join(", "),
});
const press = (name) => ({ trigger: `.o_form_statusbar button[name=${name}]`, run: "click" });
const finish = (name) => ({ trigger: `.modal-footer button[name=${name}]`, run: "click" });
const prints = () => {
    const letter = document.querySelector(".o-mail-Message-body").textContent;
    return letter.match(/[0-9a-f]{64}/g);
};
const type = (name, kind, text) => ({
    trigger: `.modal .o_field_widget[name=${name}] ${kind}`,
    run: (helpers) => helpers.edit(text()),
});
const words = () => "une phrase de passe longue";
let letter = [];

registry.category("web_tour.tours").add("account_ebics_day", {
    steps: () => [
        state("Not fetched"),
        {
            trigger: ".o-mail-Message-body",
            run: () => {
                letter = prints();
            },
        },
        {
            trigger: ".o_field_widget[name=subscriber_ids] .o_list_record_open_form_view button",
            run: "click",
        },
        state("No keys"),
        press("action_make_keys"),
        type("passphrase", "input", words),
        type("repeated", "input", words),
        finish("action_make"),
        state("Keys made"),
        press("action_send"),
        state("Letter to send"),
        { trigger: ".o_form_statusbar button[name=action_print_letter]" },
        press("action_ask"),
        state("Ready"),
        { trigger: ".o_breadcrumb .o_back_button a", run: "click" },
        state("To confirm"),
        press("action_confirm_keys"),
        type("authentication", "textarea", () => letter[1]),
        type("encryption", "textarea", () => letter[0]),
        finish("action_confirm"),
        {
            trigger: ".modal:contains(is not the one of the key) .modal-footer button",
            run: "click",
        },
        type("authentication", "textarea", () => letter[0]),
        type("encryption", "textarea", () => letter[1]),
        finish("action_confirm"),
        state("Confirmed"),
        press("action_fetch"),
        { trigger: "button[name=action_view_downloads]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(cfonb120):contains(Taken)" },
    ],
});
