-- contents of notes that a reader was given: a keyed digest of reader and content, never content
create table read_note (
    content  varchar(64) primary key,
    given_at bigint      not null
);
