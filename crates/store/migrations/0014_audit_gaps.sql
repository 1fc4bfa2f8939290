-- min-compatible: 5
-- What the audit log counts instead of writing it down singly: rows about whoever proved nothing.

create table audit_gap (
    kind text not null primary key,
    counted {int} not null,
    -- When the first of them happened.
    since {int} not null
){end};
