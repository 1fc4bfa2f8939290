-- min-compatible: 5
-- The one service that a session answers, where that service is isolated from single sign-on. A binary
-- that does not know the column does not find such a session: its cookie has a name of its own.
alter table session add column only_client text;
