-- who made a Binary that nothing links yet: a keyed hash, for an hour
create table binary_creator (
    binary_id  varchar(256) primary key,
    version_id varchar(256) not null,
    creator    varchar(64)  not null,
    made_at    bigint       not null
);
create index binary_creator_made_at on binary_creator (made_at);
