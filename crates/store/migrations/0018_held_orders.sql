-- min-compatible: 5
-- Orders of paper that wait for a second person, and addresses that people left lately. A binary that
-- does not know the tables has one person order, and delivers no notice on paper.

create table held_order (
    id {blob} not null primary key,
    eid {blob} not null references eid (id),
    -- key-card | letters | new-password | unblock
    what text not null,
    -- The format that was asked for, of a key card.
    format text,
    -- In the words of who ordered it; empty where none are asked for.
    reason text not null,
    by_telephone {int} not null,
    asked_by text not null,
    asked_at {int} not null,
    expires_at {int} not null,
    -- waiting | approved | refused | void
    state text not null,
    ended_at {int}
){end};

create index held_order_eid on held_order (eid);
create index held_order_expires_at on held_order (expires_at);

create table former_address (
    person {blob} not null references person (id),
    left_at {int} not null,
    -- A JSON list, a line each.
    address text not null,
    primary key (person, left_at)
){end};

create index former_address_left_at on former_address (left_at);
