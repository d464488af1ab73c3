/**
 * The price of books at a till that may have no connection: the rules of `core/book_price.py` of
 * the French law and of `core/basket.py`, in cents. The server looks again when the sale arrives.
 */

const ARTICLE_3 = ["article_3", "library"];

/**
 * The highest lawful discount in percent; null where the price is free.
 *
 * @param {{kind: string, buyer: string, isSent: boolean}} sale
 * @param {{open: number, reserved: number}} figures for everybody, for the buyers of article 3
 */
export function findDiscount({ kind, buyer, isSent }, figures) {
    if (!["new", "school"].includes(kind) || figures.open >= 100) {
        return null;
    }
    if (kind === "school" && [...ARTICLE_3, "school"].includes(buyer)) {
        return null;
    }
    if (ARTICLE_3.includes(buyer)) {
        return figures.reserved;
    }
    return isSent ? 0 : figures.open;
}

/** The lowest lawful price of a copy: rounded up to the cent. */
export function findFloor(published, discount) {
    return Math.ceil(Math.round(published * (100 - discount) * 100) / 10000);
}

/** The highest percentage that no rounding takes below the floor: 5 % of 8.55 would be 8.12. */
export function findMost(published, lowest) {
    return Math.floor(((published - lowest) * 10000) / published) / 100;
}

/**
 * The part of the discounts that only books at their floor are left to bear.
 *
 * @param {{amount: number, floor: ?number, taxes: string}[]} lines a discount is below zero
 */
export function findExcess(lines) {
    const rooms = {};
    const discounts = {};
    for (const { amount, floor, taxes } of lines) {
        if (amount < 0) {
            discounts[taxes] = (discounts[taxes] || 0) - amount;
        } else {
            rooms[taxes] = (rooms[taxes] || 0) + Math.max(amount - (floor || 0), 0);
        }
    }
    let excess = 0;
    let free = 0;
    for (const [taxes, discount] of Object.entries(discounts)) {
        if (taxes in rooms) {
            excess += Math.max(discount - rooms[taxes], 0);
            rooms[taxes] = Math.max(rooms[taxes] - discount, 0);
        } else {
            free += discount;
        }
    }
    const left = Object.values(rooms).reduce((total, room) => total + room, 0);
    return excess + Math.max(free - left, 0);
}
