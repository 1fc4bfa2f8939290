-- min-compatible: 5
-- Devices that show one-time codes. A binary that does not know the table offers no method that
-- needs it.

create table otp_token (
    id {blob} not null primary key,
    -- Serial numbers are for people: one names one device, whoever made it.
    serial text not null unique,
    manufacturer text not null,
    secret {blob} not null,
    -- sha1 | sha256 | sha512
    hash text not null,
    digits {int} not null,
    -- Seconds of a time step; none where a button moves a counter.
    period {int},
    -- What is below was accepted or passed over: it is never accepted again.
    next {int} not null,
    drift {int} not null,
    -- stock | assigned | blocked
    state text not null,
    person {blob} references person (id),
    eid {blob} references eid (id),
    -- key-viewer | code-device
    purpose text,
    assigned_at {int},
    blocked_at {int},
    blocked_reason text,
    imported_at {int} not null,
    used_at {int},
    warned_at {int}
){heap};

-- A person holds one of a kind at most.
create unique index otp_token_holder on otp_token (person, purpose) where state = 'assigned';
-- What somebody had and has, among a stock of many thousands.
create index otp_token_person on otp_token (person, serial) where person is not null;
create index otp_token_unused on otp_token (coalesce(used_at, assigned_at))
    where state = 'assigned';
