-- Guilds, their rules of the day, their members as far as they talked to the bot.
-- Ids are Discord's snowflakes. Instants are milliseconds since 1970 (UTC). Days are guild days, 'YYYY-MM-DD'.

CREATE TABLE guild (
    id          INTEGER PRIMARY KEY,
    joined_at   INTEGER NOT NULL,
    log_channel INTEGER                 -- where admins are told of trouble; NULL: notices are kept
) STRICT;

-- The rule of a day is the row with the greatest from_day that is not after it; before the first: UTC, 00:00.
CREATE TABLE day_rule (
    guild_id INTEGER NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
    from_day TEXT    NOT NULL,
    zone     TEXT    NOT NULL,          -- IANA name
    cut_over TEXT    NOT NULL,          -- local time 'HH:MM'
    PRIMARY KEY (guild_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    guild_id INTEGER NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
    user_id  INTEGER NOT NULL,
    name     TEXT    NOT NULL,          -- as shown at the last interaction
    hidden   INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_user ON member (user_id);
CREATE INDEX member_hidden ON member (guild_id, user_id) WHERE hidden = 1;

-- What the admins should know and could not be told in a log channel.
CREATE TABLE notice (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
    at       INTEGER NOT NULL,
    text     TEXT    NOT NULL
) STRICT;
CREATE INDEX notice_guild ON notice (guild_id);
