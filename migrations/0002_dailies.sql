-- Dailies and the ledger of their posts.

CREATE TABLE daily (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id    INTEGER NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
    channel_id  INTEGER NOT NULL,
    forum       INTEGER NOT NULL CHECK (forum IN (0, 1)),   -- posts there are threads of their own
    time        TEXT    NOT NULL,       -- local time 'HH:MM' in `zone`
    zone        TEXT    NOT NULL,       -- IANA name
    days        TEXT    NOT NULL,       -- 'mon-fri'
    difficulty  TEXT,
    company     TEXT,                   -- slug
    topic       TEXT,                   -- slug
    ping_role   INTEGER,
    reveal      TEXT    NOT NULL CHECK (reveal IN ('anyone', 'after-attempt', 'timed')),
    reveal_at   TEXT,                   -- local time 'HH:MM' in `zone`, for 'timed'
    grace_s     INTEGER NOT NULL,       -- seconds after the due instant in which a late post is still made
    archive_min INTEGER NOT NULL,       -- minutes of silence after which Discord archives the thread
    tag         INTEGER,                -- of a forum
    next_due    INTEGER,                -- the next due instant; NULL: none, it is removed
    next_date   TEXT,                   -- the date of next_due in `zone`
    removed_at  INTEGER,
    CHECK ((reveal = 'timed') = (reveal_at IS NOT NULL)),
    CHECK ((next_due IS NULL) = (next_date IS NULL))
) STRICT;
CREATE INDEX daily_guild ON daily (guild_id) WHERE removed_at IS NULL;
CREATE INDEX daily_next_due ON daily (next_due) WHERE next_due IS NOT NULL;

-- One question shown: by a daily for a date, by `/daily post` (an extra, interaction_id), or by `/question`
-- (neither; the row is made at the first press of a button). See ARCHITECTURE.md for the states.
CREATE TABLE post (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id       INTEGER NOT NULL,    -- 0: a direct message
    channel_id     INTEGER NOT NULL,
    daily_id       INTEGER REFERENCES daily (id) ON DELETE CASCADE,
    date           TEXT,                -- the daily's local date
    interaction_id INTEGER,
    number         INTEGER,             -- the how-manieth of its daily, from 1
    question       TEXT,                -- pack/slug; NULL only when no question was left to post
    rule           TEXT    NOT NULL CHECK (rule IN ('anyone', 'after-attempt', 'timed')),
    due_at         INTEGER NOT NULL,
    day            TEXT    NOT NULL,    -- guild day of due_at
    late_at        INTEGER,             -- from here on a post still due is skipped
    state          TEXT    NOT NULL
        CHECK (state IN ('due', 'sending', 'sent', 'threaded', 'done', 'skipped', 'failed')),
    message_id     INTEGER,
    sent_at        INTEGER,             -- the message's own timestamp
    thread_id      INTEGER,
    reason         TEXT,                -- why it was skipped, failed, or has no thread
    refused        INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1)),  -- Discord said no to what was sent last
    closes_at      INTEGER,             -- of a daily's post
    closed_at      INTEGER,
    answered_at    INTEGER,             -- when the thread began to hold the answer
    CHECK (daily_id IS NULL OR (date IS NULL) <> (interaction_id IS NULL)),
    CHECK (question IS NOT NULL OR state IN ('skipped', 'failed'))
) STRICT;
CREATE UNIQUE INDEX post_date ON post (daily_id, date) WHERE date IS NOT NULL;
CREATE UNIQUE INDEX post_extra ON post (interaction_id) WHERE interaction_id IS NOT NULL;
CREATE UNIQUE INDEX post_message ON post (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX post_unfinished ON post (due_at) WHERE state IN ('due', 'sending', 'sent', 'threaded');
CREATE INDEX post_recent ON post (guild_id, due_at) WHERE daily_id IS NOT NULL;
CREATE INDEX post_number ON post (daily_id, number) WHERE daily_id IS NOT NULL;
CREATE INDEX post_open ON post (guild_id, question) WHERE closes_at IS NOT NULL AND closed_at IS NULL;
CREATE INDEX post_open_anywhere ON post (question) WHERE closes_at IS NOT NULL AND closed_at IS NULL;
CREATE INDEX post_to_close ON post (closes_at) WHERE closes_at IS NOT NULL AND closed_at IS NULL;

-- What goes into a post's thread, in order: the pieces of the answer, then the summary.
CREATE TABLE piece (
    post_id    INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('answer', 'summary')),
    content    TEXT    NOT NULL,        -- the exact text: by it a piece in flight is recognised
    file       TEXT,                    -- attached to it when the answer is too long for messages
    sending    INTEGER NOT NULL DEFAULT 0 CHECK (sending IN (0, 1)),
    message_id INTEGER,                 -- once sent
    PRIMARY KEY (post_id, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX piece_unsent ON piece (post_id) WHERE message_id IS NULL;

-- A day with a daily's post that was sent before the day ended.
CREATE TABLE required_day (
    guild_id INTEGER NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
    day      TEXT    NOT NULL,
    PRIMARY KEY (guild_id, day)
) STRICT, WITHOUT ROWID;

-- What a daily, a channel or a member has been shown, so that the unseen comes first.
CREATE TABLE seen (
    scope    TEXT    NOT NULL CHECK (scope IN ('daily', 'channel', 'member')),
    scope_id INTEGER NOT NULL,
    question TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (scope, scope_id, question)
) STRICT, WITHOUT ROWID;
