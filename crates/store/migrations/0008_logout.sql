-- min-compatible: 4
-- Back-channel logout: which services want to hear of a session's end, and what was told.

-- A service's address for it and its sector, out of its registration.
create table logout_address (
    client text not null primary key references client (id),
    uri text not null,
    sector text not null
){end};

-- One telling; the outbox row has its state. A session has one end, so a sid stands once.
create table logout_delivery (
    outbox {blob} not null primary key,
    client text not null,
    sid text not null,
    ordered_at {int} not null
){heap};

create unique index logout_delivery_session on logout_delivery (client, sid);
create index logout_delivery_ordered on logout_delivery (client, ordered_at);
create index logout_delivery_age on logout_delivery (ordered_at);
