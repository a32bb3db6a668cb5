-- Ids that went with an import taken back. New records begin after them; the same record gets its own back.
create or replace temp macro last_retired(table_name) as (
    select coalesce(max(r.id), 0) from retired r where r.kind = table_name);

-- What tells a sale from the others of its lead.
create or replace temp macro sale_key(lead_key, sale_kind, sale_order, day, value) as lead_key || case
    when sale_kind = 'lead' then '/lead' when sale_order <> '' then '/=' || sale_order
    else '/' || day || ' ' || coalesce(spelled(value), '') end;
