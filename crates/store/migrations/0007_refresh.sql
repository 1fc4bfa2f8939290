-- min-compatible: 4
-- Refresh tokens and pushed authorization requests.

-- One row for each family: the tokens that follow one another from one code. Only the hash of
-- the living one is known, and of the one before, whose lost answer may be asked for again.
create table refresh (
    code_hash {blob} not null primary key,
    -- JSON: what it stands for.
    body text not null,
    token_hash {blob} not null,
    former_hash {blob},
    -- With the former token and a key outside the database it gives the living one.
    salt {blob},
    rotated_at {int} not null,
    idle_until {int} not null,
    expires_at {int} not null,
    revoked_at {int}
){heap};

create index refresh_expires on refresh (expires_at);

create table pushed (
    hash {blob} not null primary key,
    -- JSON: the checked authorization request.
    body text not null,
    expires_at {int} not null,
    spent_at {int}
){heap};

create index pushed_expires on pushed (expires_at);
