-- whom the people behind a grant worked for: a recipient may not contain them
alter table legal_basis_grant add column created_in varchar(140);
alter table legal_basis_grant add column approved_in varchar(140);
