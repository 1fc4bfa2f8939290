create table if not exists bare (id bigserial primary key, body bytea not null);
