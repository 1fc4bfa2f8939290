-- min-compatible: 4
-- Protected identities: whose name and address are told to nobody. 0 or 1; a binary that does not
-- know the column registers nobody as protected.
alter table person add column protected {int} not null default 0;

-- Failures by network: buckets that leak. What is empty is deleted.
create table bucket (
    key {blob} not null primary key,
    failures {int} not null,
    empty_at {int} not null
){end};

create index bucket_empty_at on bucket (empty_at);
