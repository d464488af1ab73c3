"""What happens with copies in the random story: parcels, sales, returns of customers."""

from odoo.exceptions import UserError
from odoo.fields import Command


class StoryTrade:
    """Parcels and sales, by the buttons that people press; see ``TestStory``."""

    # -- parcels ------------------------------------------------------------------------

    def _play_parcel(self):
        title, place = self._title(), self.chance.choice([self.shop, self.shop, self.reserve])
        truth = self.truth[title]
        owed = [owner for owner, copies in truth.early.items() if copies]
        owner = self.chance.choice(owed or [*self.deposits, self.firm])
        copies = truth.early[owner] + self.chance.randint(1, 3)
        parcel = self._as(self.user, self.env["bookstore.parcel"]).create(
            {
                "kind": "firm" if owner == self.firm else "deposit",
                "partner_id": False if owner == self.firm else owner.id,
                "company_id": self.company.id,
                "location_id": place.id,
                "line_ids": [
                    Command.create(
                        {"product_id": title.id, "quantity": copies, "location_id": place.id}
                    )
                ],
            }
        )
        parcel.action_validate()
        truth.holders.add(owner)
        sold_before = truth.record_parcel(owner)  # puts on the shelf what came back before it
        truth.shelf[place][owner] += copies - sold_before
        truth.book[place] += copies
        return True

    def _get_own(self, title, owner):
        return self._own(title).get(owner, 0)

    def _play_send_back(self):
        title, place = self._title(), self.chance.choice([self.shop, self.reserve])
        truth = self.truth[title]
        for owner in self.deposits:
            copies = min(truth.shelf[place][owner], self._get_own(title, owner))
            if copies > 0 and truth.book[place] >= copies:
                copies = self.chance.randint(1, copies)
                parcel = self._as(self.user, self.env["bookstore.parcel"]).create(
                    {
                        "kind": "return",
                        "partner_id": owner.id,
                        "company_id": self.company.id,
                        "line_ids": [
                            Command.create(
                                {
                                    "product_id": title.id,
                                    "quantity": copies,
                                    "location_id": place.id,
                                }
                            )
                        ],
                    }
                )
                parcel.action_validate()
                truth.shelf[place][owner] -= copies
                truth.book[place] -= copies
                return True
        return None

    def _play_too_much(self):
        """More than an owner has: refused, and nothing moves."""
        title = self._title()
        owner = self.chance.choice(list(self.deposits))
        copies = max(self._get_own(title, owner), 0) + 1
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._send_back(owner, copies, title)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._move("loss", copies, title, owner=owner)
        return True

    # -- sales ---------------------------------------------------------------------------

    def _play_deliver(self):
        title = self._title()
        copies = min(len(self.truth[title].here(self.shop)), self.chance.randint(1, 3))
        if copies:
            picking = self._deliver(self.manager, copies, title)
            self._leave(title, self.shop, picking.move_ids, copies)
            self.transfers.append(picking)
            return True
        return None

    def _play_oversell(self):
        title = self._title()
        truth = self.truth[title]
        if not truth.total():
            copies = self.chance.randint(1, 2)
            owner = self.chance.choice([*self.deposits, self.firm])
            if self.chance.random() < 0.5:
                picking = self._deliver(self.manager, copies, title)
            else:
                picking = self._ring(title, copies).picking_ids
            self._leave(title, self.shop, picking.move_ids, copies, beyond=owner)
            self.transfers.append(picking)
            return True
        return None

    def _ring(self, title, copies, **options):
        return self._ring_up(copies, title=title, price=title.lst_price, **options)

    def _play_till(self):
        title = self._title()
        if self.truth[title].here(self.shop):
            order = self._ring(title, 1)
            self._leave(title, self.shop, order.picking_ids.move_ids)
            self.orders.append(order)
            return True
        return None

    def _play_refund(self):
        if self.orders:
            order = self.orders.pop(self.chance.randrange(len(self.orders)))
            title = order.lines.product_id
            sale = order.picking_ids.move_ids
            self._ring(title, -1, refund_of=order)
            self._come_back(title, self.shop, sale, 1)
            return True
        return None

    def _play_return(self):
        if self.transfers:
            picking = self.transfers.pop(self.chance.randrange(len(self.transfers)))
            sale = picking.move_ids
            copies = self.chance.randint(1, int(sale.quantity))
            self._press_return(self.user, picking, copies)
            self._come_back(sale.product_id, self.shop, sale, copies)
            return True
        return None

    def _play_return_too_much(self):
        """One copy more than was sold comes with the others: of whoever ever had the title."""
        if self.transfers:
            picking = self.transfers.pop(self.chance.randrange(len(self.transfers)))
            sale = picking.move_ids
            copies = int(sale.quantity)
            back = self._press_return(self.user, picking, copies + 1)
            self._come_back(sale.product_id, self.shop, sale, copies)
            self._come_from_nowhere(sale.product_id, self.shop, back.move_ids)
            return True
        return None

    def _play_refund_without_ticket(self):
        title = self._title()
        if not any(sum(owners.values()) for owners in self.truth[title].exits.values()):
            order = self._ring(title, -1)
            self._come_from_nowhere(title, self.shop, order.picking_ids.move_ids)
            return True
        return None

    def _play_exchange(self):
        if self.transfers:
            picking = self.transfers.pop(self.chance.randrange(len(self.transfers)))
            sale = picking.move_ids
            title = sale.product_id
            made = self._press_return(self.user, picking, 1, exchange=True)
            self._come_back(title, self.shop, sale, 1)
            self._leave(title, self.shop, made[-1].move_ids, 1, sale=sale)
            return True
        return None

    def _play_duplicate(self):
        candidates = [p for p in self.transfers if self.truth[p.product_id].here(self.shop)]
        if candidates:
            picking = self.chance.choice(candidates)
            again = self._as(self.user, picking).copy()
            again.move_ids.product_uom_qty = 1
            again.action_confirm()
            self._validate(again)
            self._leave(picking.product_id, self.shop, again.move_ids, 1, sale=picking.move_ids)
            self.transfers.append(again)
            return True
        return None

    def _play_day_sheet(self):
        title = self._title()
        if self.truth[title].here(self.shop):
            sheet = self._as(self.user, self.env["bookstore.day.sheet"]).create(
                {
                    "warehouse_id": self.warehouse.id,
                    "line_ids": [Command.create({"product_id": title.id, "quantity": 1})],
                }
            )
            sheet.action_post()
            self._leave(title, self.shop, sheet.sudo().order_id.picking_ids.move_ids)
            self.sheets.append((sheet, title))
            return True
        return None

    def _play_undo_day_sheet(self):
        if self.sheets:
            sheet, title = self.sheets.pop()
            sale = sheet.sudo().order_id.picking_ids.move_ids
            sheet.action_undo()
            self._come_back(title, self.shop, sale, 1)
            return True
        return None
