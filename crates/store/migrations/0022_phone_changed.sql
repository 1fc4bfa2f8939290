-- min-compatible: 4
-- When a person's telephone number was last changed: no code goes to it for a while. A binary that
-- does not know the column sends no codes to telephones.
alter table person add column phone_changed_at {int};
