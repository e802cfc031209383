-- types beyond the pack's list of which one was seen with the label of a note
create table labelled_type (
    type    varchar(64) primary key,
    seen_at bigint      not null
);
