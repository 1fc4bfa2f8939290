-- min-compatible: 4
-- What was ordered for somebody on the telephone is not posted before this moment. A binary that
-- does not know the column takes no such orders.
alter table person add column post_waits_until {int};
