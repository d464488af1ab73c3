import { registry } from "@web/core/registry";

const state = (label) => ({
    trigger: [".o_arrow_button_current", ".dropdown-toggle"] // folded where letters are wide
        .map((button) => `.o_statusbar_status ${button}:visible:contains(${label})`)
        .join(", "),
});
const row = (list, code) => `.o_field_widget[name=${list}] .o_data_row:contains(${code})`;

registry.category("web_tour.tours").add("account_fec_import_year", {
    steps: () => [
        state("To check"),
        { trigger: "button[name=action_check]:contains(Check)", run: "click" },
        state("Checked"),
        { trigger: ".alert-warning:contains(codes of the file are still to choose)" },
        { trigger: ".nav-link[name=accounts]", run: "click" },
        { trigger: `${row("account_ids", "706000")} .o_data_cell[name=account_id]`, run: "click" },
        {
            trigger: ".o_selected_row .o_field_widget[name=account_id] input",
            run: "edit 707000",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(707000) > a", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".nav-link[name=journals]", run: "click" },
        { trigger: row("journal_ids", "VE") },
        { trigger: ".nav-link[name=partners]", run: "click" },
        { trigger: `${row("partner_ids", "C2")}:contains(To choose)` },
        { trigger: "button[name=action_take_same_names]", run: "click" },
        { trigger: `${row("partner_ids", "C2")}:contains(Found)` },
        { trigger: ".alert-success:contains(can be taken over)" },
        { trigger: "button[name=action_take_over]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        state("Taken over"),
        { trigger: ".alert-success:contains(entries written)" },
        { trigger: "button[name=action_view_moves]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(VE/2021/1)" },
    ],
});
