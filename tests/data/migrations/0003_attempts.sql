INSERT INTO attempt (interaction_id, guild_id, user_id, question, message_id, at, day, text, shown_before, grade,
                     graded_at, counts, points)
VALUES (60, 10, 30, 'python/locks', 50, 1803890000000, '2027-03-01', 'a lock', 0, 'nailed', 1803890060000, 1, 6);
INSERT INTO shown VALUES (10, 30, 'python/locks', 1803890000000);
INSERT INTO streak VALUES (10, 30, '2027-03-01', 1, 1, 0);
INSERT INTO tally VALUES (10, 'all', 30, 6, 1, 1803890060000);
INSERT INTO hint VALUES (50, 30, 2);
