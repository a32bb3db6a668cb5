-- Refused rows of this import that name somebody who was forgotten: their text is not kept.
update reject set raw = '' where entry = $entry and line in (
    select line from (select line, unnest(contacts_in(raw)) as contact from reject where entry = $entry)
    where mark_of('contact', contact) in (select key from forgotten where kind = 'contact'));
