-- consents and grants as they were when something was decided by them; sealed with the gateway's key, named by digest
create table decision_fact (
    digest  varchar(32) not null primary key,
    facts   text        not null,
    kept_at bigint      not null
);
