-- what the trail tells, to be found by resource, patient and month; made again from the trail at any time
create table trail_index (
    trail   varchar(64) not null primary key,
    indexed bigint      not null
);

create table disclosed_resource (
    trail     varchar(64)  not null,
    seq       bigint       not null,
    position  int          not null,
    request   varchar(128) not null,
    at        bigint       not null,
    resource  varchar(256) not null,
    patient   varchar(160) not null,
    recipient varchar(256) not null,
    client    varchar(256) not null,
    pack      varchar(160) not null,
    consents  varchar(512) not null,
    primary key (trail, seq, position)
);
create index disclosed_resource_by_resource on disclosed_resource (resource, at);
create index disclosed_resource_by_patient on disclosed_resource (patient, at);
create index disclosed_resource_by_request on disclosed_resource (request);
create index disclosed_resource_by_pack on disclosed_resource (pack, at);

create table withheld_count (
    trail   varchar(64)  not null,
    period  varchar(7)   not null,
    client  varchar(256) not null,
    ground  varchar(32)  not null,
    reason  varchar(64)  not null,
    rule    varchar(256) not null,
    amount  bigint       not null,
    primary key (trail, period, client, ground, reason, rule)
);
