-- the last version of each Consent that was read; what it says is sealed with the gateway's key
create table known_consent (
    patient       varchar(320) not null,
    consent       varchar(320) not null,
    resource      text         not null,
    denies        boolean      not null,
    missing_since bigint,
    primary key (patient, consent)
);
