-- what patients took back here: it permits nothing from then on, whatever the consent server says
create table consent_revocation (
    patient    varchar(140) not null,
    consent    varchar(140) not null,
    revoked_at bigint       not null,
    revoked_by varchar(600) not null,
    primary key (patient, consent)
);
