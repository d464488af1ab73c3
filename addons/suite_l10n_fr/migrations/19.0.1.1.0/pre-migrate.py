"""A rate that an accountant entered already becomes ours: the data file would meet it a second time."""

ENTERED = (
    ("legal_rate_2026_2", "legal_interest", "2026-07-01"),
    ("ecb_rate_2026_2", "ecb_rate", "2026-07-01"),
    ("ecb_rate_2025_2", "ecb_rate", "2025-07-01"),
)


def migrate(cr, version):
    for name, code, day in ENTERED:
        cr.execute(
            """INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT 'suite_l10n_fr', %s, 'fr.legal.figure', figure.id, true
            FROM fr_legal_figure figure
            WHERE figure.code = %s AND figure.date_from = %s
            AND NOT EXISTS (
                SELECT 1 FROM ir_model_data
                WHERE module = 'suite_l10n_fr' AND name = %s
            )""",
            (name, code, day, name),
        )
