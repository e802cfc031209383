-- contents of notes that a reader was given: a keyed digest of reader and content, never content
create table disclosed_attachment (
    content  varchar(64) primary key,
    given_at bigint      not null
);
