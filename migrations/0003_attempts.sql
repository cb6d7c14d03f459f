-- Attempts, and what follows from them: streaks and tallies.

CREATE TABLE attempt (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    interaction_id INTEGER NOT NULL UNIQUE,   -- of the modal, so that a repetition is no second attempt
    guild_id       INTEGER NOT NULL,          -- 0: a direct message
    user_id        INTEGER NOT NULL,
    question       TEXT    NOT NULL,
    message_id     INTEGER NOT NULL,          -- the card's
    thread_id      INTEGER,                   -- where it may be shared
    at             INTEGER NOT NULL,          -- the interaction id's own timestamp
    day            TEXT    NOT NULL,          -- the guild day of `at`, as the rules were then
    text           TEXT,                      -- NULL: given up
    shown_before   INTEGER NOT NULL CHECK (shown_before IN (0, 1)),
    shared         INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),
    grade          TEXT CHECK (grade IN ('missed', 'partly', 'nailed')),
    graded_at      INTEGER,                   -- of the first grade
    counts         INTEGER NOT NULL DEFAULT 0 CHECK (counts IN (0, 1)),  -- the first graded one of its question
    points         INTEGER NOT NULL DEFAULT 0,
    CHECK ((grade IS NULL) = (graded_at IS NULL))
) STRICT;
-- By the question first, so that a close counts its members without reading the guild's other attempts.
CREATE INDEX attempt_question ON attempt (guild_id, question, user_id, at);
CREATE INDEX attempt_user ON attempt (user_id, question, at);
CREATE INDEX attempt_message ON attempt (message_id, user_id);
CREATE INDEX attempt_day ON attempt (guild_id, user_id, day);
CREATE UNIQUE INDEX attempt_counts ON attempt (guild_id, user_id, question) WHERE counts = 1;

-- The answer has been shown to a member in a guild (0: direct messages).
CREATE TABLE shown (
    guild_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    question TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id, question)
) STRICT, WITHOUT ROWID;

-- The streak after the last attempt; what is shown is this walked over the required days since.
CREATE TABLE streak (
    guild_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    last_day TEXT    NOT NULL,
    current  INTEGER NOT NULL,
    longest  INTEGER NOT NULL,
    freezes  INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

-- Sums over the attempts of a period, kept with each grade, so that a board does not grow with history.
CREATE TABLE tally (
    guild_id INTEGER NOT NULL,
    period   TEXT    NOT NULL,   -- 'all', 'month 2026-11', 'week 2026-11-16' (its Monday)
    user_id  INTEGER NOT NULL,
    points   INTEGER NOT NULL,
    solved   INTEGER NOT NULL,   -- distinct questions with a nailed attempt
    last_at  INTEGER NOT NULL,   -- the last grade that counted
    PRIMARY KEY (guild_id, period, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_points ON tally (guild_id, period, points DESC, last_at);
CREATE INDEX tally_solved ON tally (guild_id, period, solved DESC, last_at);

-- How many hints of a card a member has been shown.
CREATE TABLE hint (
    message_id INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    shown      INTEGER NOT NULL,
    PRIMARY KEY (message_id, user_id)
) STRICT, WITHOUT ROWID;
