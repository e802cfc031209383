-- 45 CFR 164.414(b), 164.530(j): how the privacy office assessed what may be a breach, by 164.402(2); in its own words
create table breach_assessment (
    id         varchar(36)   not null primary key,
    at         bigint        not null,
    made_by    varchar(960)  not null,
    question   varchar(900)  not null,
    discovered varchar(10)   not null,
    affected   int           not null,
    nature     varchar(4000) not null,
    recipient  varchar(4000) not null,
    acquired   varchar(4000) not null,
    mitigated  varchar(4000) not null,
    breach     boolean       not null
);
create index breach_assessment_by_time on breach_assessment (at);
