-- each page of decisions is read in the order of an index, latest first
drop index decision_by_time;
drop index decision_by_person;
drop index decision_by_outcome;
drop index decision_by_break_glass;
create index decision_by_time on decision_index (at, seq);
create index decision_by_person on decision_index (person, at, seq);
create index decision_by_subject on decision_index (subject, at, seq);
create index decision_by_client on decision_index (client, at, seq);
create index decision_by_outcome on decision_index (outcome, at, seq);
create index decision_by_break_glass on decision_index (break_glass, at, seq);
