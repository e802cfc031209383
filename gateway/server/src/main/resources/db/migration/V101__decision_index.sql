-- The trail by what people ask for: made from it, never read for a decision. A trail is known by the hash of its first frame.
create table decision_index (
    trail       varchar(64)  not null,
    seq         bigint       not null,
    at          bigint       not null,
    request_id  varchar(200) not null,
    subject     varchar(600) not null,
    person      varchar(140) not null,
    client      varchar(300) not null,
    interaction varchar(60)  not null,
    target      varchar(400) not null,
    outcome     varchar(10)  not null,
    reason      varchar(80)  not null,
    purposes    varchar(300) not null,
    break_glass boolean      not null,
    primary key (trail, seq)
);
create index decision_by_time on decision_index (at);
create index decision_by_person on decision_index (person, at);
create index decision_by_outcome on decision_index (outcome, at);
create index decision_by_break_glass on decision_index (break_glass, at);

create table decision_patient (
    patient varchar(140) not null,
    at      bigint       not null,
    trail   varchar(64)  not null,
    seq     bigint       not null,
    primary key (patient, at, trail, seq)
);
create index decision_patient_of on decision_patient (trail, seq);

create table decision_cursor (
    trail varchar(64) not null primary key,
    seq   bigint      not null
);
