-- min-compatible: 4
-- Signing keys that follow one another, so that they change while the server runs. A binary that
-- does not know these columns signs with the oldest key: rotate after the last one is replaced.

-- From when on it signs; a key that came before this column signs since it was made.
alter table signing_key add column signs_from {int};
-- Until when its signatures are taken; none while no key follows it.
alter table signing_key add column verifies_until {int};
