-- min-compatible: 5
-- Passkeys, and the challenges that were answered. A binary that does not know the tables offers no
-- method that needs them.

create table passkey (
    id {blob} not null primary key,
    person {blob} not null references person (id),
    eid {blob} not null references eid (id),
    -- One credential is one eID's, also after it was blocked.
    credential {blob} not null unique,
    key {blob} not null,
    counter {int} not null,
    backup_eligible {int} not null,
    backed_up {int} not null,
    aaguid {blob} not null,
    label text not null,
    bound_level text not null,
    bound_by text not null,
    added_at {int} not null,
    usable_from {int} not null,
    used_at {int},
    -- SHA-256 of what the notice carries: it stops the passkey without a login.
    stop_hash {blob} not null unique,
    -- active | blocked
    state text not null,
    blocked_at {int},
    blocked_reason text
){heap};

create index passkey_eid on passkey (eid);

-- SHA-256 of each challenge that was answered, rightly or not, until nobody can answer it any more.
create table passkey_challenge (
    hash {blob} not null primary key,
    expires_at {int} not null
){end};

create index passkey_challenge_expires on passkey_challenge (expires_at);
