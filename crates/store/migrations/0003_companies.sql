-- min-compatible: 3
-- Companies, their registers, and the links between people and work addresses.

create table company (
    id text not null primary key,
    name text not null,
    -- JSON: whom an employee asks.
    payroll text not null,
    created_at {int} not null
){end};

create table employee (
    company text not null references company (id),
    employee_id text not null,
    name text not null,
    national_id_sealed {blob},
    national_id_lookup {blob},
    work_email text not null,
    primary key (company, employee_id)
){end};

create index employee_national_id on employee (company, national_id_lookup);

create table link (
    id {blob} not null primary key,
    person {blob} not null references person (id),
    company text not null references company (id),
    employee_id text not null,
    work_email text not null,
    linked_at {int} not null,
    released_at {int}
){end};

-- One living link for a person at a company, and one for an employee of it.
create unique index link_person on link (person, company) where released_at is null;
create unique index link_employee on link (company, employee_id) where released_at is null;

create table link_code (
    id {blob} not null primary key,
    login {blob} not null,
    hash {blob} not null,
    valid_until {int} not null,
    -- live | superseded | spent | dead
    state text not null
){end};

create index link_code_login on link_code (login);
create index link_code_valid on link_code (valid_until);

-- When something was done that may be done so many times in a while, by keyed hash.
create table quota (
    key {blob} not null primary key,
    -- A JSON list of microseconds since the epoch.
    moments text not null
){end};
