-- min-compatible: 4
-- What must leave the house, what happened, and the server's own records.

create table outbox (
    id {blob} not null primary key,
    kind text not null,
    person {blob} not null,
    -- Sealed; erased when it was delivered or its time is over.
    body {blob},
    -- waiting | done | dead | expired
    state text not null,
    not_before {int} not null,
    expires_at {int} not null,
    created_at {int} not null,
    taken_until {int},
    attempts {int} not null,
    last_error text,
    ended_at {int}
){heap};

create index outbox_waiting on outbox (not_before) where state = 'waiting';
create index outbox_body on outbox (expires_at) where body is not null;
create index outbox_ended on outbox (ended_at) where ended_at is not null;

create table audit (
    id {blob} not null primary key,
    at {int} not null,
    request {blob} not null,
    kind text not null,
    person {blob},
    eid {blob},
    client text,
    company text,
    login {blob},
    detail text not null
){heap};

create index audit_person on audit (person, id) where person is not null;
create index audit_login on audit (login) where login is not null;

create table signing_key (
    kid text not null primary key,
    alg text not null,
    sealed {blob} not null,
    created_at {int} not null
){heap};

-- One row for each transaction of the last hour, by which the outcome of a commit is found out
-- when the connection broke before it was told.
create table commit_marker (
    id {blob} not null primary key,
    at {int} not null
){end};

create index commit_marker_at on commit_marker (at);
