-- since when gateways with this database have observed, and enforced; a row is never taken away
create table installation_mode (
    what varchar(16) primary key,
    since timestamp with time zone not null
);
