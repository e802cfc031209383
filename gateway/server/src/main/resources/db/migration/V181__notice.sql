-- what people are told of by themselves: each happening once, by whatever gateway meets it first
create table notice (
    kind       varchar(32)  not null,
    occurrence varchar(300) not null,
    at         bigint       not null,
    primary key (kind, occurrence)
);
create index notice_by_time on notice (at);

-- what was not delivered yet; a gateway that delivers holds it for a while
create table notice_delivery (
    channel    varchar(16)  not null,
    kind       varchar(32)  not null,
    occurrence varchar(300) not null,
    at         bigint       not null,
    held_by    varchar(36)  not null,
    held_until bigint       not null,
    primary key (channel, kind, occurrence)
);

-- how far each trail's index was looked at for what people are told of
create table notice_cursor (
    trail varchar(64) not null primary key,
    seq   bigint      not null
);
