-- what the privacy office found when it looked at a request that asserted break-glass
create table break_glass_review (
    request_id  varchar(200)  not null primary key,
    at          bigint        not null,
    reviewed_by varchar(960)  not null,
    justified   boolean       not null,
    remark      varchar(2000) not null
);
