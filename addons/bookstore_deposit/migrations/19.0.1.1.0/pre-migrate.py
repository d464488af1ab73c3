"""Copies that went back until now were deposit copies: firm ones could not be returned."""


def migrate(cr, version):
    if not version:
        return
    cr.execute("ALTER TABLE bookstore_parcel_line ADD COLUMN IF NOT EXISTS return_of varchar")
    cr.execute(
        """
        UPDATE bookstore_parcel_line line SET return_of = 'deposit'
          FROM bookstore_parcel parcel
         WHERE parcel.id = line.parcel_id AND parcel.kind = 'return' AND parcel.state != 'draft'
        """
    )
