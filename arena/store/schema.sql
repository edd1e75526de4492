-- A store of tournaments. Times of day are RFC 3339 in UTC, durations are
-- seconds, seeds are decimal numbers of 64 bits without a sign, seats and
-- players are numbers from 0.

CREATE TABLE events (
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL UNIQUE,
	game     TEXT NOT NULL,          -- the world
	format   TEXT NOT NULL,          -- match, roundrobin, gauntlet, swiss or ladder
	seed     TEXT NOT NULL,
	config   TEXT NOT NULL,          -- the tournament file, complete
	identity TEXT NOT NULL,          -- what must be the same for the event to go on
	version  TEXT NOT NULL,          -- of the code that began the event
	started  TEXT NOT NULL
) STRICT;

CREATE TABLE players (
	event  INTEGER NOT NULL REFERENCES events(id),
	number INTEGER NOT NULL,
	name   TEXT NOT NULL,
	agent  TEXT NOT NULL,            -- the line of text it is made from
	clock  TEXT NOT NULL,            -- empty for none
	PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE games (
	id             INTEGER PRIMARY KEY,
	event          INTEGER NOT NULL REFERENCES events(id),
	number         INTEGER NOT NULL, -- names the game within the event
	round          INTEGER NOT NULL,
	first          INTEGER NOT NULL, -- the player in seat 0
	second         INTEGER NOT NULL, -- the player in seat 1
	first_seed     TEXT NOT NULL,    -- what its agent drew at random from
	second_seed    TEXT NOT NULL,
	first_program  TEXT NOT NULL,    -- as the agent names itself, empty if it does not
	first_version  TEXT NOT NULL,
	second_program TEXT NOT NULL,
	second_version TEXT NOT NULL,
	world_seed     TEXT NOT NULL,
	position       TEXT NOT NULL,    -- what it began with, empty for the first of the world
	opening        INTEGER NOT NULL, -- how many of the moves were given
	plies          INTEGER NOT NULL,
	moves          TEXT NOT NULL,    -- their names, separated by blanks
	result         TEXT NOT NULL,    -- 1-0, 0-1 or 1/2-1/2, by seat
	ending         TEXT NOT NULL,    -- rules, illegal move, time, failure, resignation, agreed draw, length
	fault_seat     INTEGER,          -- whose fault ended it
	fault          TEXT,             -- and what that was
	first_return   REAL NOT NULL,    -- sum of rewards
	second_return  REAL NOT NULL,
	started        TEXT NOT NULL,
	UNIQUE (event, number)
) STRICT;

CREATE TABLE moves (
	game    INTEGER NOT NULL REFERENCES games(id),
	ply     INTEGER NOT NULL,        -- from 0
	seat    INTEGER NOT NULL,
	action  INTEGER NOT NULL,        -- in the world's own numbering
	name    TEXT NOT NULL,
	spent   REAL,                    -- on the move; null if it was given
	main    REAL,                    -- main time left; null without a clock
	periods INTEGER,                 -- of byo-yomi left; null without a clock
	value   REAL,                    -- the return that the mover expected; null if it did not tell
	visits  INTEGER,                 -- simulations or positions; null if it did not tell
	depth   INTEGER,                 -- plies looked ahead; null if it did not tell
	line    TEXT,                    -- what it expected to be played; null if it did not tell
	PRIMARY KEY (game, ply)
) STRICT, WITHOUT ROWID;
