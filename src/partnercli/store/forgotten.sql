-- How people who were forgotten are known again. TEMP macros.

-- A mark says whether a key or a contact is the forgotten one, and not what it was. The first line of the chain is its
-- salt, so that marks of two stores have nothing in common. Whoever has the store and guesses a phone can still try it.
create or replace temp macro mark_of(kind, word) as
    sha256((select min_by(chain, id) from entry where chain <> '') || chr(31) || kind || chr(31) || word);

-- The e-mails and phones in a line of any file, as contacts are compared.
create or replace temp macro contacts_in(line) as list_distinct(list_concat(
    regexp_extract_all(lower(line), '[^\s,;:<>()"''|]+@[^\s,;:<>()"''|]+'),
    list_transform(regexp_extract_all(line, '\+?[0-9][0-9 ().-]{5,}[0-9]'), lambda x: norm_phone(x))));
