"""The matrix of skills: each person of the sales teams with each family that has a course."""

from odoo.tools import SQL

from ...core.validity import WARNED_DAYS


def select(today):
    """Return the rows as of a day; a missing certificate is a row too."""
    return SQL(
        """
        WITH asked AS (
            SELECT DISTINCT link.family_id
              FROM tech_training_channel_family_rel link
              JOIN slide_channel channel ON channel.id = link.channel_id AND channel.active
             UNION SELECT family_id FROM tech_training_certificate WHERE active),
        people AS (
            SELECT member.user_id FROM crm_team_member member WHERE member.active
             UNION SELECT user_id FROM tech_training_certificate WHERE active),
        latest AS (
            SELECT DISTINCT ON (user_id, family_id) user_id, family_id, obtained_on, valid_until
              FROM tech_training_certificate
             WHERE active
             ORDER BY user_id, family_id, valid_until DESC NULLS FIRST, id DESC),
        courses AS (
            SELECT link.family_id, place.partner_id, max(place.completion) AS completion
              FROM tech_training_channel_family_rel link
              JOIN slide_channel_partner place
                ON place.channel_id = link.channel_id AND place.active
               AND place.member_status != 'invited'
             GROUP BY link.family_id, place.partner_id),
        attempts AS (
            SELECT link.family_id, attempt.partner_id, count(DISTINCT attempt.id) AS attempts,
                   max(attempt.scoring_percentage) AS score
              FROM tech_training_channel_family_rel link
              JOIN slide_slide slide ON slide.channel_id = link.channel_id
              JOIN survey_user_input attempt
                ON attempt.survey_id = slide.survey_id AND attempt.state = 'done'
               AND attempt.test_entry IS NOT TRUE
             GROUP BY link.family_id, attempt.partner_id)
        SELECT row_number() OVER (ORDER BY users.id, asked.family_id)::int AS id,
               users.id AS user_id, users.company_id, asked.family_id,
               latest.obtained_on, latest.valid_until,
               COALESCE(courses.completion, 0) AS completion,
               COALESCE(attempts.attempts, 0)::int AS attempts, attempts.score,
               CASE WHEN latest.user_id IS NULL THEN 'missing'
                    WHEN latest.valid_until < %(today)s THEN 'expired'
                    WHEN latest.valid_until <= %(today)s + %(days)s THEN 'expiring'
                    ELSE 'valid' END AS state,
               CASE WHEN latest.user_id IS NULL OR latest.valid_until < %(today)s
                    THEN 0 ELSE 1 END AS certified
          FROM people
          JOIN res_users users ON users.id = people.user_id AND users.active
         CROSS JOIN asked
          LEFT JOIN latest ON latest.user_id = users.id AND latest.family_id = asked.family_id
          LEFT JOIN courses
            ON courses.family_id = asked.family_id AND courses.partner_id = users.partner_id
          LEFT JOIN attempts
            ON attempts.family_id = asked.family_id AND attempts.partner_id = users.partner_id""",
        days=WARNED_DAYS,
        today=today,
    )
