-- ids are taken many at a time: the embedded database writes to its disk whenever it takes some
alter table disclosure alter column id set cache 10000;
