-- The SQL that H2 and PostgreSQL share. Instants are milliseconds since 1970-01-01T00:00Z: no time zone of a session can shift them.
create table legal_basis_grant (
    id                 varchar(64)   not null primary key,
    basis              varchar(40)   not null,
    patient            varchar(140)  not null,
    recipient          varchar(140)  not null,
    purpose_system     varchar(300),
    purpose_code       varchar(100),
    reference_type     text,
    reference_number   text,
    reference_issuer   text,
    reference_citation text,
    evidence_sha256    varchar(64),
    evidence_reference text,
    attestation        text,
    privilege_review   boolean       not null,
    human_approval     boolean       not null,
    starts             bigint        not null,
    ends               bigint        not null,
    max_uses           integer,
    uses_left          integer,
    status             varchar(10)   not null,
    created_by         varchar(600)  not null,
    created_at         bigint        not null,
    approved_by        varchar(600),
    revoked_by         varchar(600),
    constraint uses_never_negative check (uses_left is null or (uses_left >= 0 and uses_left <= max_uses)),
    constraint known_status check (status in ('PENDING', 'ACTIVE', 'USED_UP', 'REVOKED'))
);
create index grant_by_patient on legal_basis_grant (patient);

create table grant_resource (
    grant_id varchar(64)  not null references legal_basis_grant (id),
    resource varchar(140) not null,
    primary key (grant_id, resource)
);

create table grant_party (
    grant_id varchar(64)  not null references legal_basis_grant (id),
    position integer      not null,
    role     varchar(40)  not null,
    who      varchar(140) not null,
    primary key (grant_id, position)
);

-- one row for each released answer that took a use, and the notes that it released
create table grant_use (
    grant_id   varchar(64)  not null references legal_basis_grant (id),
    request_id varchar(200) not null,
    recipient  varchar(140) not null,
    used_at    bigint       not null,
    note       varchar(140) not null
);
create index use_by_grant on grant_use (grant_id, used_at);

-- append-only: nothing in the gateway updates or deletes here
create table grant_history (
    id         bigint generated always as identity primary key,
    grant_id   varchar(64)  not null references legal_basis_grant (id),
    at         bigint       not null,
    event      varchar(20)  not null,
    who        varchar(600) not null,
    request_id varchar(200) not null
);
create index history_by_grant on grant_history (grant_id);

create table review (
    resource    varchar(140) not null primary key,
    patient     varchar(140) not null,
    rule        varchar(200) not null,
    asked_at    bigint       not null,
    answer      varchar(20),
    answered_by varchar(600),
    answered_at bigint
);
create index review_open on review (answer, asked_at);
