-- min-compatible: 5
-- What became of text messages after the gateway took them. A binary that does not know the table
-- sends messages of which nothing is told.

create table text_message (
    -- The gateway's name for the message, or our own where it was told to use that.
    reference text not null primary key,
    -- The row of the outbox; none while the receipt was faster than the gateway's answer.
    outbox {blob},
    -- unknown | failed | delivered
    state text not null,
    -- When the gateway took it; of a receipt without a message, when that came.
    taken_at {int} not null,
    told_at {int}
){end};

create index text_message_taken on text_message (taken_at);
create index text_message_outbox on text_message (outbox) where outbox is not null;
create index text_message_unmatched on text_message (taken_at) where outbox is null;
