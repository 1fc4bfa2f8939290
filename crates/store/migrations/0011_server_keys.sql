-- min-compatible: 4
-- Which keys of the key file are in use, so that all nodes change over together.

create table server_key (
    id text not null primary key,
    purpose text not null,
    -- What only this key can make: it shows another key of the same id.
    mark text not null,
    -- Since when it makes new values; the newest of a purpose does.
    active_from {int} not null,
    -- When it was removed: no value needs it any more.
    removed_at {int}
){end};

-- The processes that serve, and the keys that each of them holds.
create table node (
    id {blob} not null primary key,
    -- The ids of its keys, with a space between.
    keys text not null,
    -- The ids of those that it makes new values with.
    current text not null,
    seen_at {int} not null
){end};

-- The chain over the audit log: rows commit without, and get both a moment later.
alter table audit add column seq {int};
alter table audit add column hash {blob};
create unique index audit_seq on audit (seq) where seq is not null;
create index audit_unchained on audit (id) where seq is null;
