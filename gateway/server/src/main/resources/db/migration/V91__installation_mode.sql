-- since when gateways with this database have observed, and enforced: these two rows are never taken away; and when
-- observing was last set to end
create table installation_mode (
    what varchar(16) primary key,
    since timestamp with time zone not null
);
