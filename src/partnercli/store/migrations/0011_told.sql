-- 0011 Told: whoever is told of findings has a memory of their own: '' is `reconcile --only-new`, the others are the
-- targets of `partnercli run`, by name.
alter table finding_seen add column target varchar default '';
