-- min-compatible: 5
-- Paper on its way: which post waits for which, what lies at the print house, what activates.
-- A binary from before would not let a post wait for the one before it.

-- The post that this one waits for: not for the day of its order, for its dispatch.
alter table outbox add column follows {blob};

create index outbox_follows on outbox (follows) where follows is not null;

-- What was put into a print queue. Its id is that of its row in the outbox.
create table print_job (
    id {blob} not null primary key,
    -- cards | letters: different people print them.
    queue text not null,
    -- The word of its effect: key-card, welcome-letter, temporary-password-letter.
    kind text not null,
    person {blob} not null references person (id),
    card {blob},
    -- queued | acknowledged | returned | void
    state text not null,
    queued_at {int} not null,
    acknowledged_at {int},
    ended_at {int},
    -- When somebody was told that nobody acknowledges it.
    alarmed_at {int},
    erased_at {int}
){heap};

create index print_job_queued on print_job (queued_at) where state = 'queued';
create index print_job_file on print_job (queued_at) where state <> 'queued' and erased_at is null;
create index print_job_erased on print_job (erased_at) where erased_at is not null;
create index print_job_card on print_job (card) where card is not null;

-- What activates an eID: the number on the welcome letter, and the temporary password.
create table letter (
    id {blob} not null primary key,
    eid {blob} not null references eid (id),
    -- Keyed hash of the number.
    number {blob} not null unique,
    temporary text not null,
    -- live | used | void
    state text not null,
    valid_until {int} not null,
    welcome_post {blob} not null,
    password_post {blob} not null,
    issued_at {int} not null,
    ended_at {int}
){heap};

create unique index letter_live on letter (eid) where state = 'live';
create index letter_ended on letter (ended_at) where ended_at is not null;
create index letter_valid on letter (valid_until);

-- Since when nothing is posted to a person, and why; when their address was changed.
alter table person add column post_held_at {int};
alter table person add column post_held_reason text;
alter table person add column address_changed_at {int};
-- standard | large-print | braille | read-aloud; none is standard.
alter table person add column card_format text;
