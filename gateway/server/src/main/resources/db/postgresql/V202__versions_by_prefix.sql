-- a resource is found in all of its versions by what their names begin with, in whatever collation the database is
drop index disclosed_resource_by_resource;
create index disclosed_resource_by_resource on disclosed_resource (resource text_pattern_ops, at);
