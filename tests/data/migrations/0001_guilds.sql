INSERT INTO guild (id, joined_at, log_channel) VALUES (10, 1803888000000, 20), (11, 1803888000001, NULL);
INSERT INTO day_rule VALUES (10, '2027-03-01', 'Europe/Berlin', '09:00');
INSERT INTO member (guild_id, user_id, name, hidden) VALUES (10, 30, 'ana', 0), (10, 31, 'bob', 1);
INSERT INTO notice (guild_id, at, text) VALUES (11, 1803888000002, 'a notice');
