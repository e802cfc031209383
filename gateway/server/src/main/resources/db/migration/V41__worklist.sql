-- what a person has to look at; a code, a type and an id, never content
create table worklist_item (
    kind        varchar(40)  not null,
    about       varchar(330) not null,
    reason      varchar(64)  not null,
    first_seen  bigint       not null,
    last_seen   bigint       not null,
    occurrences bigint       not null,
    primary key (kind, about, reason)
);
create index worklist_by_age on worklist_item (kind, last_seen);
