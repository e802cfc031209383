-- one index of the trail: what tells requests and what tells resources follow it together. It is made again from the trail.
drop table decision_cursor;
delete from decision_patient;
delete from decision_index;
delete from disclosed_resource;
delete from withheld_count;
delete from trail_index;

-- what a patient and a therapist are told of a disclosure
alter table disclosed_resource add column purposes varchar(300) default '' not null;
alter table disclosed_resource add column note varchar(16) default '' not null;
alter table disclosed_resource add column reason varchar(80) default '' not null;

alter table decision_index add column reasons varchar(400) default '' not null;

-- ids have up to 256 characters
alter table decision_index alter column person set data type varchar(330);
alter table decision_patient alter column patient set data type varchar(330);
alter table disclosed_resource alter column resource set data type varchar(600);
alter table disclosed_resource alter column patient set data type varchar(330);
alter table disclosed_resource alter column recipient set data type varchar(600);
