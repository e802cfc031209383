-- 45 CFR 164.528(a)(2): until then the patient's accounting leaves out what rested on the grant
alter table legal_basis_grant add column accounting_suspended_until bigint;
