-- versions that stand for deletions which were told and not carried out: the EHR counts on from them. No content stands here
create table told_deletion (
    resource   varchar(330)  not null,
    version    varchar(256)  not null,
    referrers  varchar(4000) not null,
    primary key (resource, version)
);
