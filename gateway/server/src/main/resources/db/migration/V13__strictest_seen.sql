-- what made a resource a note (sticky), and labels that one person took off (held): for notes the strictest decides
create table kept_fact (
    resource     varchar(140) not null,
    kind         varchar(8)   not null,
    digest       varchar(64)  not null,
    facts        text         not null,
    writer       varchar(600),
    confirmed_by varchar(600),
    kept_at      bigint       not null,
    primary key (resource, kind, digest)
);
-- that something is ordinary counts after a second person said so; what one person said before this counts no more
alter table review add column confirmed_by varchar(600);
alter table review add column confirmed_at bigint;
