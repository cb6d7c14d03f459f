INSERT INTO daily (guild_id, channel_id, forum, time, zone, days, reveal, reveal_at, grace_s, archive_min, next_due, next_date)
VALUES (10, 21, 0, '09:00', 'Europe/Berlin', 'mon-fri', 'timed', '17:00', 21600, 1440, 1803974400000, '2027-03-02');
INSERT INTO post (guild_id, channel_id, daily_id, date, number, question, rule, due_at, day, late_at, state, message_id,
                  sent_at, thread_id, closes_at)
VALUES (10, 21, 1, '2027-03-01', 1, 'python/locks', 'timed', 1803888000000, '2027-03-01', 1803909600000, 'done', 50,
        1803888000100, 50, 1803916800000);
INSERT INTO post (guild_id, channel_id, daily_id, date, rule, due_at, day, state, reason)
VALUES (10, 21, 1, '2027-02-26', 'timed', 1803628800000, '2027-02-26', 'failed', 'no question matches');
INSERT INTO piece (post_id, n, kind, content, sending, message_id) VALUES (1, 0, 'answer', 'so it is', 1, 51);
INSERT INTO required_day VALUES (10, '2027-03-01');
INSERT INTO seen VALUES ('daily', 1, 'python/locks', 1803888000000);
