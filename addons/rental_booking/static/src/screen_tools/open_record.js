/** Bookings and tickets open in the rental's own form, not in the core's. */

const ACTIONS = {
    "sale.order": "rental_booking.rental_booking_action",
    "repair.order": "rental_booking.rental_ticket_action",
};

/**
 * @param {Object} action the action service
 * @param {string} model
 * @param {number} id
 * @param {Object} [options] of `doAction`
 */
export function openRecord(action, model, id, options = {}) {
    if (ACTIONS[model]) {
        return action.doAction(ACTIONS[model], {
            ...options,
            viewType: "form",
            props: { resId: id },
        });
    }
    return action.doAction(
        { type: "ir.actions.act_window", res_model: model, res_id: id, views: [[false, "form"]] },
        options
    );
}
