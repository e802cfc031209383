-- resources deleted by somebody who may not see what hangs on them: the EHR still holds them. No content stands here
create table kept_deletion (
    resource   varchar(300)  not null primary key,
    version    varchar(200),
    referrers  varchar(4000) not null,
    deleted_at bigint        not null
);
