-- Names and ids in one spelling each, and the keys by which two of them meet. TEMP macros, made on the connections that
-- use them.

-- Case, ё/е, Cyrillic and Latin spellings and the order of words fold together: 'Пётр Ильин' = 'ILYIN Petr'.
create or replace temp macro fold_letters(x) as
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
        translate(lower(x), 'абвгдеёзийклмнопрстуфхыэjyъь', 'abvgdeeziiklmnoprstufhieii'),
        'ж', 'zh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'shch'), 'ю', 'iu'), 'я', 'ia'), 'kh', 'h'), 'ii', 'i');
create or replace temp macro fold_name(x) as nullif(
    array_to_string(list_sort(string_split(trim(regexp_replace(fold_letters(x), '[^a-z0-9]+', ' ', 'g')), ' ')), ' '), '');

-- A person's name is folded further, since each clerk spells it anew: accents and apostrophes go, and so does what the
-- ways of transliteration differ in ('Alexey' = 'Алексей', 'Pyotr' = 'Пётр', 'Solovyov' = 'Соловьёв', 'Anna' = 'Ana').
create or replace temp macro fold_spelling(x) as
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        translate(x, 'łøđßwq', 'lodsvk'),
        'x', 'ks'), 'ph', 'f'), 'tz', 'ts'), 'ie', 'e'), 'io', 'e'),
        'nn', 'n'), 'll', 'l'), 'ss', 's'), 'tt', 't'), 'mm', 'm'), 'rr', 'r'), 'ff', 'f'), 'pp', 'p');
create or replace temp macro name_words(x) as list_sort(list_distinct(list_filter(string_split(regexp_replace(
    fold_spelling(fold_letters(strip_accents(translate(lower(x), '''’ʼ`', '')))), '[^a-z0-9]+', ' ', 'g'), ' '), lambda w: w <> '')));

-- What most misspellings leave of a word: its consonants. Words of one or two letters are no key, nor are ids.
create or replace temp macro word_bones(word) as case
    when length(translate(word, 'aeiou', '')) >= 2 then translate(word, 'aeiou', '') else word end;
create or replace temp macro name_bones(words) as
    list_distinct(list_transform(list_filter(words, lambda w: length(w) >= 3), lambda w: word_bones(w)));

-- How alike two folded words are: 3 equal, 2 a slip of the pen, 1 an initial, 0 not. The first letter is hardly ever the
-- wrong one, and short names differ by one ('Maria', 'Marina', 'Daria'): there only a vowel may.
create or replace temp macro word_likeness(a, b) as case
    when a = b then 3
    when a[1] = b[1] and least(length(a), length(b)) >= 4
        and damerau_levenshtein(a, b) <= case when least(length(a), length(b)) >= 8 then 2 else 1 end
        and (least(length(a), length(b)) >= 6 or word_bones(a) = word_bones(b)) then 2
    when least(length(a), length(b)) = 1 and a[1] = b[1] then 1
    else 0 end;

-- Order ids in one cell: 'A-1, A-2' names two. Null where the cell holds one.
create or replace temp macro listed_orders(x) as case when contains(x, ',') or contains(x, ';') or contains(x, '|') then
    list_filter(list_transform(string_split_regex(x, '[,;|]'), lambda part: trim(part)), lambda part: part <> '') end;

-- An id without the marks around it, and the words it is made of, with and without the letters before and after their
-- digits: 'INV-99910' has 'inv', '99910'; 'A1042B' has 'a1042b', '1042'. Only what has four characters and a digit counts,
-- and only whole words: 991 is never inside INV-99910.
create or replace temp macro id_counts(x) as length(x) >= 4 and regexp_matches(x, '[0-9]');
create or replace temp macro whole_id(x) as case when id_counts(regexp_replace(lower(x), '^[^\pL\pN]+|[^\pL\pN]+$', '', 'g'))
    then regexp_replace(lower(x), '^[^\pL\pN]+|[^\pL\pN]+$', '', 'g') end;
-- No regular expression inside a lambda: it would be compiled anew for every chunk of rows.
create or replace temp macro id_words(x) as list_filter(list_distinct(list_concat(
        regexp_extract_all(lower(x), '[\pL\pN]*[0-9][\pL\pN]*'),
        regexp_extract_all(' ' || regexp_replace(lower(x), '[^\pL\pN]+', '  ', 'g') || ' ', ' \pL*([0-9]+)\pL* ', 1))),
    lambda w: length(w) >= 4);
