"""Addresses follow the contact from now on: what a person has changed before stays as it is."""


def migrate(cr, version):
    cr.execute(
        """UPDATE dunning_reminder SET email_typed = TRUE
            WHERE state IN ('review', 'ready') AND write_uid != 1"""
    )
