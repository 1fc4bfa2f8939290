-- min-compatible: 5
-- Logins at other OpenID Providers. A binary that does not know them cannot read such a login: the
-- first method of that kind is configured after the last binary is replaced.

-- Whom another provider calls by which name: one person for ever.
create table upstream_subject (
    -- The electronic identity that sessions name.
    id {blob} not null primary key,
    issuer text not null,
    subject text not null,
    person {blob} not null references person (id),
    -- No login by it is worth more than what it was bound in.
    bound_at text not null,
    created_at {int} not null,
    unique (issuer, subject)
){end};

create index upstream_subject_person on upstream_subject (person);

-- Our own key for each provider, sealed.
create table upstream_key (
    method text not null primary key,
    kid text not null,
    sealed {blob} not null,
    created_at {int} not null
){end};
