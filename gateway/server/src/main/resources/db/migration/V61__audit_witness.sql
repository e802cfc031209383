-- how far each audit trail was signed: the trail cannot be cut together with its checkpoint
create table audit_witness (
    trail varchar(64) not null primary key,
    size  bigint      not null,
    head  varchar(64) not null
);
