-- min-compatible: 5
-- The configured name of the method of a session: two methods may be of one kind. A binary that
-- does not know the column leaves it empty, and the kind's word stands for it.
alter table session add column method_name text;
