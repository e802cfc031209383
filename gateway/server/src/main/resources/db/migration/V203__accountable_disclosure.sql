-- what 45 CFR 164.528 may ask for of each patient, as the trail tells it: there when the trail's own records are in an archive
create table accountable_disclosure (
    patient varchar(330) not null,
    at      bigint       not null,
    trail   varchar(64)  not null,
    seq     bigint       not null,
    told_at varchar(40)  not null,
    request varchar(200) not null,
    hash    varchar(64)  not null,
    body    text         not null,
    primary key (patient, at, trail, seq)
);
create index accountable_disclosure_of on accountable_disclosure (trail, seq);

-- how far it follows each trail, and with which record it begins: 1 where it has all
create table accountable_index (
    trail   varchar(64) not null primary key,
    indexed bigint      not null,
    first   bigint      not null,
    since   bigint      not null
);
