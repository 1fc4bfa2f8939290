-- min-compatible: 21
-- Letters of codes are cards of a kind of their own. A binary that does not know the column would
-- ask for a letter as for a card.
alter table card add column kind text not null default 'key-card';

drop index card_active;
create unique index card_active on card (eid, kind) where state = 'active';
