-- who wrote what decisions rest on: a fact that the caller wrote never opens a note for that caller
create table written_fact (
    resource   varchar(140) not null,
    element    varchar(64)  not null,
    writer     varchar(600) not null,
    request_id varchar(200) not null,
    written_at bigint       not null,
    primary key (writer, resource, element)
);
-- who stood as author of a note when the gateway first saw it: where the EHR keeps no history, the first author
create table first_seen (
    resource varchar(140) not null primary key,
    authors  text         not null,
    seen_at  bigint       not null
);
