-- What the clock loop, a close and a board look up, without walking through history.

CREATE INDEX post_of_daily ON post (daily_id, number) WHERE daily_id IS NOT NULL;
CREATE INDEX post_of_guild ON post (guild_id, due_at) WHERE daily_id IS NOT NULL;
CREATE INDEX piece_unsent ON piece (post_id) WHERE message_id IS NULL;
CREATE INDEX member_hidden ON member (guild_id, user_id) WHERE hidden = 1;

-- By the question first, so that a close counts its members without reading the guild's other attempts.
DROP INDEX attempt_question;
CREATE INDEX attempt_question ON attempt (guild_id, question, user_id, at);
