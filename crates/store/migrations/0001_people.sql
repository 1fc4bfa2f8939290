-- min-compatible: 1
-- People, their electronic IDs and key cards, and the lanes in which attempts are counted.

-- What the deployment says about itself: its profile, its keys' ids.
create table meta (
    key text not null primary key,
    value text not null
){end};

create table person (
    id {blob} not null primary key,
    name text not null,
    birth_date text not null,
    national_id_sealed {blob},
    national_id_lookup {blob} unique,
    email text,
    phone text,
    -- A JSON list, a line each.
    address text not null,
    language text not null,
    created_at {int} not null
){heap};

create table eid (
    id {blob} not null primary key,
    person {blob} not null references person (id),
    user_id text not null unique,
    proofed text not null,
    -- awaits-activation | active | blocked
    state text not null,
    temporary text,
    temporary_until {int},
    password text,
    blocked_at {int},
    blocked_reason text,
    card_threshold {int} not null,
    created_at {int} not null
){end};

create index eid_person on eid (person);

create table card (
    id {blob} not null primary key,
    eid {blob} not null references eid (id),
    label text not null,
    secret {blob} not null,
    -- dormant | active | retired | blocked
    state text not null,
    blocked_at {int},
    blocked_reason text,
    pinned {int},
    used {int} not null,
    successor_ordered {int} not null,
    ordered_at {int} not null
){heap};

create index card_eid on card (eid, ordered_at);
-- A label names one card: blocking by label must never hit another holder's.
create unique index card_label on card (label);
create unique index card_active on card (eid) where state = 'active';

-- Each key works once: the primary key says so even when nothing else does.
create table card_used (
    card {blob} not null references card (id),
    number {int} not null,
    used_at {int} not null,
    login {blob} not null,
    primary key (card, number)
){end};

create table lane (
    key {blob} not null primary key,
    failures {int} not null,
    wait_until {int} not null
){end};

-- Browsers in which a holder once logged in fully, by the hash of their cookie.
create table device (
    eid {blob} not null references eid (id),
    hash {blob} not null,
    created_at {int} not null,
    revoked_at {int},
    primary key (eid, hash)
){end};
