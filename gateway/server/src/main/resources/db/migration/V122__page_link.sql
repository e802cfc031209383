-- Where a page link leads that is too long to be sealed into the link itself; encrypted, and bound to its caller.
create table page_link (
    link    varchar(32)  not null primary key,
    caller  varchar(32)  not null,
    content text         not null,
    made_at bigint       not null
);
create index page_link_by_caller on page_link (caller, made_at);
create index page_link_made_at on page_link (made_at);
