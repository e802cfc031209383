-- which elements that name something by an identifier or a word a caller wrote into a resource: hashes, no content
create table written_pointer (
    resource   varchar(300) not null,
    writer     varchar(600) not null,
    elements   text         not null,
    written_at bigint       not null,
    primary key (resource, writer)
);
