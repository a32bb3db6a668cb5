-- Names in one spelling each. TEMP macros, made on the connections that use them.

-- Case, ё/е, Cyrillic and Latin spellings and the order of words fold together: 'Пётр Ильин' = 'ILYIN Petr'.
create or replace temp macro fold_letters(x) as
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
        translate(lower(x), 'абвгдеёзийклмнопрстуфхыэjyъь', 'abvgdeeziiklmnoprstufhieii'),
        'ж', 'zh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'shch'), 'ю', 'iu'), 'я', 'ia'), 'kh', 'h'), 'ii', 'i');
create or replace temp macro fold_name(x) as nullif(
    array_to_string(list_sort(string_split(trim(regexp_replace(fold_letters(x), '[^a-z0-9]+', ' ', 'g')), ' ')), ' '), '');
