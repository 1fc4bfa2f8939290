-- min-compatible: 2
-- Logins, sessions, clients and what is handed to them. Rows that come and go by the thousand
-- refer to others without a foreign key: on PostgreSQL each reference would lock the row that
-- all of them share.

create table login (
    id {blob} not null primary key,
    client text not null,
    browser {blob} not null,
    asked text not null,
    language text not null,
    -- JSON: what it awaits, with that step's data.
    state text not null,
    -- JSON: the checked authorization request.
    request text not null,
    created_at {int} not null,
    expires_at {int} not null,
    version {int} not null
){heap};

create index login_expires on login (expires_at);
create index login_browser on login (browser);

create table session (
    id {blob} not null primary key,
    cookie_hash {blob} not null unique,
    person {blob} not null,
    eid {blob} not null,
    level text not null,
    method text not null,
    -- A JSON list.
    factors text not null,
    authenticated_at {int} not null,
    last_seen_at {int} not null,
    ended_at {int}
){heap};

create index session_eid on session (eid);
create index session_authenticated on session (authenticated_at);

-- The name of a session towards each client that it answered: the claim sid.
create table session_client (
    session {blob} not null references session (id) on delete cascade,
    client text not null,
    sid text not null,
    primary key (session, client)
){end};

create unique index session_client_sid on session_client (client, sid);

create table client (
    id text not null primary key,
    -- JSON: the checked registration.
    body text not null,
    secret_hash {blob},
    created_at {int} not null
){heap};

-- One subject for each person in each sector; never changed, never deleted, never used again.
create table subject (
    person {blob} not null references person (id),
    sector text not null,
    subject text not null unique,
    primary key (person, sector)
){end};

create table code (
    hash {blob} not null primary key,
    -- Whose it is, as the body says: so both are found together with it. A new login in the same
    -- browser takes it over into its session.
    session {blob} not null,
    person {blob} not null,
    body text not null,
    expires_at {int} not null,
    spent_at {int}
){heap};

create index code_expires on code (expires_at);
create index code_session on code (session);

create table token (
    hash {blob} not null primary key,
    code_hash {blob} not null,
    session {blob} not null,
    body text not null,
    expires_at {int} not null,
    revoked_at {int}
){heap};

create index token_code on token (code_hash);
create index token_session on token (session);
create index token_expires on token (expires_at);

-- Client assertions that were used, until they end (RFC 7523 section 3, jti).
create table assertion (
    client text not null,
    jti_hash {blob} not null,
    expires_at {int} not null,
    primary key (client, jti_hash)
){end};

create index assertion_expires on assertion (expires_at);
