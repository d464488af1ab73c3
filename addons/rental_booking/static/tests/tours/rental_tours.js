import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const { DateTime } = luxon;
const LINE = ".o_rental_slip_line[data-line]:not(.o_rental_bulk)";
const CELL = ".o_rental_grid_row:contains(Camera) .o_rental_cell:focus";

/** As the Tab key does. */
function focus() {
    this.anchor.focus();
}

/** Draw a stroke on the signature pad, as a finger does. */
async function drawSignature() {
    const canvas = document.querySelector(".o_rental_sign canvas");
    const { left, top } = canvas.getBoundingClientRect();
    const fire = (type, x, y, target = canvas) =>
        target.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                pointerId: 1,
                isPrimary: true,
                button: 0,
                buttons: 1,
                clientX: left + x,
                clientY: top + y,
            })
        );
    fire("pointerdown", 20, 30);
    for (let step = 1; step <= 12; step++) {
        fire("pointermove", 20 + step * 8, 30 + (step % 3) * 12);
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    fire("pointerup", 130, 40);
}

/** A photo as the device camera would give it. */
async function takePhoto(input) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: 1200 });
    canvas.getContext("2d").fillRect(0, 0, 1200, 1200);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "camera.jpg", { type: "image/jpeg" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

function signSteps() {
    return [
        { trigger: ".o_rental_to_sign:enabled", run: "click" },
        { trigger: ".o_rental_sign .o_web_sign_name_input", run: "edit Camille Martin" },
        { trigger: ".o_rental_sign canvas", run: drawSignature },
        { trigger: ".o_rental_read input", run: "click" },
        { trigger: ".o_rental_sign_button:enabled", run: "click" },
        { trigger: ".o_rental_done" },
    ];
}

tours.add("rental_departure_tour", {
    steps: () => [
        { trigger: "[data-list=departure_today] .o_rental_next:contains(Departure)", run: "click" },
        { trigger: `${LINE}:contains(Camera)` },
        { trigger: ".o_rental_scan_input input", run: "edit CAM-1 && press Enter" },
        { trigger: `.o_rental_scan_ok:contains(CAM-1)` },
        { trigger: ".o_rental_scan_input input", run: "edit NOPE && press Enter" },
        { trigger: ".o_rental_scan_error" },
        { trigger: `${LINE}:contains(Camera):not(.o_rental_slip_ok) .o_rental_pick`, run: "click" },
        { trigger: ".o_rental_unit_choice:contains(CAM-2)", run: "click" },
        { trigger: ".o_rental_unit:contains(CAM-2)" },
        {
            trigger: `${LINE}:contains(CAM-1) .o_rental_photo_add`,
            async run() {
                await takePhoto(this.anchor.querySelector("input[type=file]"));
            },
        },
        { trigger: `${LINE}:contains(CAM-1) img.o_rental_photo` },
        {
            trigger: `${LINE}:contains(CAM-1) .o_rental_comment`,
            run: "edit Small scratch && press Tab",
        },
        { trigger: ".o_rental_all_ok:enabled", run: "click" },
        { trigger: ".o_rental_progress:contains(3 / 3)" },
        ...signSteps(),
    ],
});

tours.add("rental_return_tour", {
    steps: () => [
        { trigger: "[data-list=return_today] .o_rental_next:contains(Return)", run: "click" },
        { trigger: `${LINE}:contains(CAM-1) .o_rental_departure_comment:contains(Small scratch)` },
        { trigger: `${LINE}:contains(CAM-1) .o_rental_side_departure img` },
        { trigger: `${LINE}:contains(CAM-1) .o_rental_status_damaged`, run: "click" },
        {
            trigger: `${LINE}:contains(CAM-1) .o_rental_comment`,
            run: "edit Broken screen && press Tab",
        },
        { trigger: `${LINE}:contains(CAM-2) .o_rental_status_missing`, run: "click" },
        { trigger: `${LINE}.o_rental_slip_missing:contains(CAM-2)` },
        { trigger: ".o_rental_scan_input input", run: "edit BC-Cable && press Enter" },
        { trigger: ".o_rental_scan_ok:contains(Cable)" },
        { trigger: ".o_rental_to_sign:enabled", run: "click" },
        { trigger: ".o_rental_smiley[data-rating='4']", run: "click" },
        { trigger: ".o_rental_feedback", run: "edit Merci" },
        { trigger: ".o_rental_sign .o_web_sign_name_input", run: "edit Camille Martin" },
        { trigger: ".o_rental_sign canvas", run: drawSignature },
        { trigger: ".o_rental_read input", run: "click" },
        { trigger: ".o_rental_sign_button:enabled", run: "click" },
        { trigger: ".o_rental_done" },
    ],
});

/** Three returns of one booking: two cables early, then none, then the last one late. */
tours.add("rental_partial_return_tour", {
    steps: () => [
        { trigger: "[data-list=late] .o_rental_next:contains(Return)", run: "click" },
        { trigger: ".o_rental_bulk:contains(0 / 3)" },
        { trigger: ".o_rental_bulk_more", run: "click" },
        { trigger: ".o_rental_bulk:contains(1 / 3)" },
        { trigger: ".o_rental_bulk_more", run: "click" },
        { trigger: ".o_rental_bulk:contains(2 / 3) .o_rental_status_kept", run: "click" },
        { trigger: ".o_rental_progress:contains(3 / 3)" },
        { trigger: ".o_rental_to_sign:enabled", run: "click" },
        {
            content: "They came back before the end",
            trigger: ".o_rental_moment input",
            run() {
                const moment = DateTime.now().minus({ hours: 68 });
                this.anchor.value = moment.toFormat("yyyy-MM-dd'T'HH:mm");
                this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
            },
        },
        ...signSteps().slice(1),
        { trigger: ".o_rental_done button:contains(Back to today)", run: "click" },
        { trigger: "[data-list=late] .o_rental_next:contains(Return)", run: "click" },
        { trigger: `${LINE} .o_rental_status_ok`, run: "click" },
        { trigger: ".o_rental_slip_head:contains(half-day(s) late)" },
        ...signSteps(),
    ],
});

const RealRequest = browser.XMLHttpRequest;

/** The network is gone for everything that concerns slips. */
class LostRequest extends RealRequest {
    open(method, url) {
        this.isLost = url.includes("/rental.slip/");
        super.open(method, url);
    }

    send(body) {
        if (this.isLost) {
            setTimeout(() => this.dispatchEvent(new Event("error")));
        } else {
            super.send(body);
        }
    }
}

tours.add("rental_offline_tour", {
    steps: () => [
        { trigger: ".o_rental_bulk .o_rental_bulk_open", run: "click" },
        {
            trigger: `${LINE}:first .o_rental_status_ok`,
            run() {
                browser.XMLHttpRequest = LostRequest;
                this.anchor.click();
            },
        },
        { trigger: ".o_rental_offline:contains(1)" },
        { trigger: `${LINE}:first .o_rental_comment`, run: "edit Entered offline && press Tab" },
        { trigger: `${LINE}:last .o_rental_status_ok`, run: "click" },
        { trigger: ".o_rental_offline:contains(3)" },
        { trigger: ".o_rental_progress:contains(2 / 2)" },
        {
            trigger: ".o_rental_offline button",
            run() {
                browser.XMLHttpRequest = RealRequest;
                this.anchor.click();
            },
        },
        { trigger: ".o_rental_slip_desk:not(:has(.o_rental_offline))" },
        { trigger: ".o_rental_slip_foot:not(:has(.o_rental_waiting)) .o_rental_to_sign:enabled" },
    ],
});

tours.add("rental_grid_tour", {
    steps: () => [
        { trigger: ".o_rental_search", run: "edit Camera" },
        { trigger: ".o_rental_grid_table:not(:contains(Cable))" },
        // keys alone from here on: one stop of Tab, arrows, Enter, Escape
        {
            trigger: ".o_rental_grid_row:contains(Camera) .o_rental_cell[tabindex='0']",
            run: focus,
        },
        { trigger: `${CELL}:contains(1)`, run: "press ArrowRight" },
        { trigger: `${CELL}:contains(3)`, run: "press ArrowLeft" },
        { trigger: `${CELL}:contains(1)`, run: "press Enter" },
        { trigger: ".o_rental_panel .o_rental_occupation:contains(Studio Lumière)" },
        { trigger: ".o_rental_panel button:focus", run: "press Escape" },
        { trigger: `body:not(:has(.o_rental_panel)) ${CELL}`, run: "press Enter" },
        { trigger: ".o_rental_occupation:contains(Studio Lumière)", run: focus },
        { trigger: ".o_rental_occupation:focus", run: "press Enter" },
        { trigger: ".o_form_view .o_field_widget[name=partner_id]" },
    ],
});

tours.add("rental_timeline_tour", {
    steps: () => [
        { trigger: ".o_rental_search", run: "edit Camera" },
        // keys alone from here on: a day further, then the booking
        { trigger: ".o_rental_bar_firm[tabindex='0']:contains(Studio Lumière)", run: focus },
        { trigger: ".o_rental_bar_firm:focus", run: "press Shift+ArrowRight" },
        { trigger: ".modal .btn-primary:contains(Move it)", run: focus },
        { trigger: ".modal .btn-primary:focus", run: "press Enter" },
        { trigger: "body:not(:has(.modal)) .o_rental_bar_firm:focus", run: "press Enter" },
        { trigger: ".o_form_view .o_field_widget[name=partner_id]" },
    ],
});

tours.add("rental_tile_tour", {
    steps: () => [
        { trigger: ".o_rental_tile[data-tile=late]:contains(1)", run: "click" },
        { trigger: ".o_kanban_record:contains(Studio Lumière)", run: "click" },
        { trigger: ".o_form_view .nav-link[name=rental_workflow]", run: "click" },
        { trigger: ".o_rental_workflow svg .workflow-current" },
    ],
});

/** Taps of a person, counted: what the tour types and scans is none. */
const taps = { count: 0, limit: 0 };
const countTap = (ev) => {
    taps.count += ev.target.closest("button, label, input[type=checkbox], a, canvas, li") ? 1 : 0;
};

function startCounting() {
    taps.count = 0;
    document.addEventListener("click", countTap, true);
}

function checkTaps(limit) {
    document.removeEventListener("click", countTap, true);
    if (taps.count > limit) {
        throw new Error(`${taps.count} taps, at most ${limit} are allowed`);
    }
}

/** Thirty cables and two cameras leave: twelve taps at most, the signature is one of them. */
tours.add("rental_twelve_taps_tour", {
    steps: () => [
        {
            trigger: "[data-list=departure_today] .o_rental_next:contains(Departure)",
            run(helpers) {
                startCounting();
                return helpers.click();
            },
        },
        { trigger: `${LINE}:contains(Camera):not(.o_rental_slip_ok) .o_rental_pick`, run: "click" },
        { trigger: ".o_rental_unit_choice:contains(CAM-1)", run: "click" },
        { trigger: `${LINE}:contains(CAM-1)` },
        { trigger: `${LINE}:contains(Camera):not(.o_rental_slip_ok) .o_rental_pick`, run: "click" },
        { trigger: ".o_rental_unit_choice:contains(CAM-2)", run: "click" },
        { trigger: `${LINE}:contains(CAM-2)` },
        { trigger: ".o_rental_bulk:contains(0 / 30) .o_rental_bulk_all", run: "click" },
        { trigger: ".o_rental_progress:contains(32 / 32)" },
        ...signSteps().slice(0, -1),
        {
            trigger: ".o_rental_done",
            timeout: 40000, // thirty-two exemplars are moved, signed and printed
            run() {
                checkTaps(12);
            },
        },
    ],
});

/** Today: a scan says where a unit is; in the timeline its bar is pulled a day further; there the
 * telephone rings: what is free for a week, booked from whatever screen is open. */
tours.add("rental_counter_tour", {
    steps: () => [
        { trigger: ".o_rental_find input", run: "edit CAM-1 && press Enter" },
        { trigger: ".o_form_view:contains(CAM-1) .o_field_widget[name=rental_where]" },
        { trigger: ".o_form_view button[name=action_rental_timeline]", run: "click" },
        { trigger: ".o_rental_timeline_row:contains(CAM-1)" },
        {
            trigger: ".o_rental_bar_firm.o_rental_bar_movable:contains(Studio Lumière)",
            async run() {
                const bar = this.anchor;
                const box = bar.getBoundingClientRect();
                const day = bar.parentElement.clientWidth / 14;
                const at = (type, x, target) =>
                    target.dispatchEvent(
                        new PointerEvent(type, {
                            bubbles: true,
                            button: 0,
                            pointerType: "mouse",
                            clientX: x,
                            clientY: box.top + box.height / 2,
                        })
                    );
                const middle = box.left + box.width / 2;
                at("pointerdown", middle, bar);
                at("pointermove", middle + day, window);
                at("pointerup", middle + day, window);
            },
        },
        { trigger: ".modal .btn-primary:contains(Move it)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_rental_bar_firm:contains(Studio Lumière)" },
        {
            trigger: ".o_rental_quick_look_menu",
            run(helpers) {
                startCounting();
                return helpers.click();
            },
        },
        { trigger: ".o_rental_quick_search", run: "edit Camera" },
        { trigger: ".o_rental_quick_row:contains(Camera):contains(Free)" },
        { trigger: ".o_rental_quick_look [data-duration=week]", run: "click" },
        { trigger: ".o_rental_quick_search", run: focus },
        { trigger: ".o_rental_quick_search:focus", run: "press Enter" },
        { trigger: ".o_rental_quick_row:contains(Camera) button:focus", run: "press Enter" },
        { trigger: ".o_rental_quick_book:contains(1)" },
        { trigger: ".o_rental_quick_more:focus", run: "press Control+Enter" },
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Studio Lumière" },
        { trigger: "ul.ui-autocomplete a:contains(Studio Lumière)", run: "click" },
        { trigger: ".o_data_row:contains(Camera)" },
        { trigger: ".o_rental_durations [data-duration=two_days]", run: "click" },
        { trigger: "button[name=action_confirm]", run: "click" },
        {
            trigger: ".o_form_view:has(.o_arrow_button_current:contains(Confirmed))",
            run() {
                checkTaps(8);
            },
        },
    ],
});
