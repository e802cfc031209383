-- what refers to a resource and may not be found by a search: ids, no content
create table remembered_referrer (
    target   varchar(330) not null,
    resource varchar(330) not null,
    primary key (target, resource)
);
