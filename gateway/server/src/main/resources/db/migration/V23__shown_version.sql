-- as which version a caller was shown a resource of which something is hidden from them: hashes and stamps, no content
create table shown_version (
    resource   varchar(300) not null,
    caller     varchar(600) not null,
    look       varchar(32)  not null,
    version    varchar(200) not null,
    as_version varchar(200),
    as_updated varchar(64),
    primary key (resource, caller)
);
