-- A store of schema 1, made by make.py with commit 2fc8326.

CREATE TABLE channel(code VARCHAR NOT NULL, "name" VARCHAR NOT NULL, utm_source VARCHAR NOT NULL, utm_medium VARCHAR NOT NULL, utm_campaign VARCHAR NOT NULL, archived BOOLEAN NOT NULL, entry BIGINT NOT NULL);
insert into "channel" values ('blog', 'Блог', 'blog', '', '', 'false', '4');

CREATE TABLE entry(id BIGINT NOT NULL, made_at TIMESTAMP NOT NULL, command VARCHAR NOT NULL, subject VARCHAR DEFAULT('') NOT NULL);
insert into "entry" values ('1', '2026-11-01 00:00:00', 'program add', 'shop');
insert into "entry" values ('10', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('11', '2026-11-01 00:00:00', 'lead add', 'course');
insert into "entry" values ('12', '2026-11-01 00:00:00', 'lead add', 'course');
insert into "entry" values ('13', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('14', '2026-11-01 00:00:00', 'lead status', 'L9');
insert into "entry" values ('15', '2026-11-01 00:00:00', 'import', 'rows.csv');
insert into "entry" values ('16', '2026-11-01 00:00:00', 'import', 'rows_later.csv');
insert into "entry" values ('17', '2026-11-01 00:00:00', 'import', 'payouts.csv');
insert into "entry" values ('18', '2026-11-01 00:00:00', 'payout add', '');
insert into "entry" values ('19', '2026-11-01 00:00:00', 'reconcile', '');
insert into "entry" values ('2', '2026-11-01 00:00:00', 'program edit', 'shop');
insert into "entry" values ('3', '2026-11-01 00:00:00', 'program add', 'course');
insert into "entry" values ('4', '2026-11-01 00:00:00', 'channel add', 'blog');
insert into "entry" values ('5', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('6', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('7', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('8', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('9', '2026-11-01 00:00:00', 'lead add', 'shop');

CREATE TABLE import_file(entry BIGINT NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, profile VARCHAR NOT NULL, kind VARCHAR NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "encoding" VARCHAR NOT NULL, read_n BIGINT NOT NULL, new_n BIGINT NOT NULL, changed_n BIGINT NOT NULL, same_n BIGINT NOT NULL, rejected_n BIGINT NOT NULL, totals VARCHAR NOT NULL);
insert into "import_file" values ('15', 'rows.csv', '29ee870c59ede7fcc928673ef3999ec059dff1cfc75cf3a59f133cbea72fba42', 'neutral_rows', 'rows', 'neutral_rows', '', 'utf-8', '7', '7', '0', '0', '0', '1000.00 RUB, 11.00 USD');
insert into "import_file" values ('16', 'rows_later.csv', '718376f574b2fbe9b167fac79cecb400c865ecb0099488d543e52f3ffa31a455', 'neutral_rows', 'rows', 'neutral_rows', '', 'utf-8', '3', '1', '1', '1', '0', '712.35 RUB');
insert into "import_file" values ('17', 'payouts.csv', '38d576690b30c234ef63e92e7687c060be93356bb02f758289f86bf192affbe3', 'neutral_payouts', 'payouts', 'neutral_payouts', '', 'utf-8', '2', '2', '0', '0', '0', '100.00 RUB, 5.50 USD');

CREATE TABLE lead(id BIGINT NOT NULL, "source" VARCHAR NOT NULL, "key" VARCHAR NOT NULL, "program" VARCHAR NOT NULL, channel VARCHAR NOT NULL, lead_on DATE NOT NULL, status VARCHAR NOT NULL, reason VARCHAR NOT NULL, "name" VARCHAR NOT NULL, email VARCHAR NOT NULL, phone VARCHAR NOT NULL, email_key VARCHAR, phone_key VARCHAR, click VARCHAR NOT NULL, interest VARCHAR NOT NULL, "value" DECIMAL(18,4), next_on DATE, "owner" VARCHAR NOT NULL, said UBIGINT, entry BIGINT NOT NULL, line BIGINT, touched BIGINT NOT NULL);
insert into "lead" values ('1', '', 'L1', 'shop', 'blog', '2026-08-03', 'customer', '', 'Анна', 'anna@example.com', '', 'anna@example.com', null, '', '', null, null, '', null, '5', null, '5');
insert into "lead" values ('2', '', 'L2', 'shop', 'blog', '2026-08-05', 'customer', '', 'Борис', '', '+79000000002', null, '79000000002', '', '', null, null, '', null, '6', null, '6');
insert into "lead" values ('3', '', 'L3', 'shop', 'blog', '2026-08-07', 'customer', '', 'Вера', '', '', null, null, '', '', null, null, '', null, '7', null, '7');
insert into "lead" values ('4', '', 'L4', 'shop', '', '2026-08-09', 'customer', '', 'Глеб', '', '', null, null, '', '', null, null, '', null, '8', null, '8');
insert into "lead" values ('5', '', 'L5', 'shop', '', '2026-08-20', 'customer', '', 'Дина', '', '', null, null, '', '', null, null, '', null, '9', null, '9');
insert into "lead" values ('6', '', 'L6', 'shop', '', '2026-10-30', 'customer', '', 'Егор', '', '', null, null, '', '', null, null, '', null, '10', null, '10');
insert into "lead" values ('7', '', 'L7', 'course', 'blog', '2026-09-02', 'customer', '', 'Ann', '', '', null, null, '', '', null, null, '', null, '11', null, '11');
insert into "lead" values ('8', '', 'L8', 'course', '', '2026-09-03', 'customer', '', 'Ben', '', '', null, null, '', '', null, null, '', null, '12', null, '12');
insert into "lead" values ('9', '', 'L9', 'shop', '', '2026-10-20', 'refused', 'дорого', 'Жанна', '', '', null, null, '', '', null, '2026-11-03', '', null, '13', null, '14');

CREATE TABLE lead_event(lead BIGINT NOT NULL, entry BIGINT NOT NULL, field VARCHAR NOT NULL, "old" VARCHAR NOT NULL, "new" VARCHAR NOT NULL);
insert into "lead_event" values ('9', '13', 'note', '', 'call');
insert into "lead_event" values ('9', '14', 'reason', '', 'дорого');
insert into "lead_event" values ('9', '14', 'status', 'new', 'refused');

CREATE TABLE link(sale BIGINT NOT NULL, row_id BIGINT NOT NULL, tier VARCHAR NOT NULL, "role" VARCHAR NOT NULL, evidence VARCHAR NOT NULL);
insert into "link" values ('1', '1', 'order', 'main', 'A-1');
insert into "link" values ('2', '2', 'order', 'main', 'A-2');
insert into "link" values ('3', '3', 'order', 'main', 'A-3');
insert into "link" values ('4', '4', 'order', 'main', 'A-4');
insert into "link" values ('6', '8', 'order', 'main', 'A-6');
insert into "link" values ('7', '6', 'order', 'main', 'C-1');
insert into "link" values ('8', '7', 'order', 'main', 'C-2');

CREATE TABLE migration(number INTEGER, "name" VARCHAR);
insert into "migration" values ('1', '0001_spine');

CREATE TABLE network_row(id BIGINT NOT NULL, "version" INTEGER NOT NULL, "current" BOOLEAN NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, network VARCHAR NOT NULL, "program" VARCHAR, program_ref VARCHAR, program_name VARCHAR, transaction_id VARCHAR, order_id VARCHAR, refs VARCHAR[], event_at TIMESTAMP, event_on DATE, validated_on DATE, paid_on DATE, updated_at TIMESTAMP, status VARCHAR NOT NULL, validation VARCHAR NOT NULL, payment VARCHAR NOT NULL, correction BOOLEAN NOT NULL, original_ref VARCHAR, sale_amount DECIMAL(18,4), commission DECIMAL(18,4) NOT NULL, currency VARCHAR NOT NULL, reason VARCHAR, payment_ref VARCHAR, "name" VARCHAR, email_key VARCHAR, phone_key VARCHAR);
insert into "network_row" values ('1', '1', 'true', '15', '2', 'neutral_rows', '', 'shop/=T1', '', 'shop', null, 'shop', 'T1', 'A-1', '[]', '2026-08-03 00:00:00', '2026-08-03', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '1000.0000', '100.0000', 'RUB', null, null, null, null, null);
insert into "network_row" values ('2', '1', 'true', '15', '3', 'neutral_rows', '', 'shop/=T2', '', 'shop', null, 'shop', 'T2', 'A-2', '[]', '2026-08-05 00:00:00', '2026-08-05', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '2000.0000', '150.0000', 'RUB', null, null, null, null, null);
insert into "network_row" values ('3', '1', 'false', '15', '4', 'neutral_rows', '', 'shop/=T3', '', 'shop', null, 'shop', 'T3', 'A-3', '[]', '2026-08-07 00:00:00', '2026-08-07', null, null, null, 'pending', 'pending', 'unknown', 'false', null, '3000.0000', '300.0000', 'RUB', null, null, null, null, null);
insert into "network_row" values ('3', '2', 'true', '16', '2', 'neutral_rows', '', 'shop/=T3', '', 'shop', null, 'shop', 'T3', 'A-3', '[]', '2026-08-07 00:00:00', '2026-08-07', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '3000.0000', '300.0000', 'RUB', null, null, null, null, null);
insert into "network_row" values ('4', '1', 'true', '15', '5', 'neutral_rows', '', 'shop/=T4', '', 'shop', null, 'shop', 'T4', 'A-4', '[]', '2026-08-09 00:00:00', '2026-08-09', null, null, null, 'declined', 'declined', 'unknown', 'false', null, '4000.0000', '400.0000', 'RUB', null, null, null, null, null);
insert into "network_row" values ('5', '1', 'true', '15', '6', 'neutral_rows', '', 'shop/=T5', '', 'shop', null, 'shop', 'T5', 'Z-9', '[]', '2026-08-11 00:00:00', '2026-08-11', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '500.0000', '50.0000', 'RUB', null, null, null, null, null);
insert into "network_row" values ('6', '1', 'true', '15', '7', 'neutral_rows', '', 'course/=T6', '', 'course', null, 'course', 'T6', 'C-1', '[]', '2026-09-02 00:00:00', '2026-09-02', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '100.1000', '5.5000', 'USD', null, null, null, null, null);
insert into "network_row" values ('7', '1', 'true', '15', '8', 'neutral_rows', '', 'course/=T7', '', 'course', null, 'course', 'T7', 'C-2', '[]', '2026-09-03 00:00:00', '2026-09-03', null, null, null, 'paid', 'validated', 'received', 'false', null, '200.0000', '5.5000', 'USD', null, null, null, null, null);
insert into "network_row" values ('8', '1', 'true', '16', '4', 'neutral_rows', '', 'shop/=T8', '', 'shop', null, 'shop', 'T8', 'A-6', '[]', '2026-10-30 00:00:00', '2026-10-30', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '123.4500', '12.3500', 'RUB', null, null, null, null, null);

CREATE TABLE payout(id BIGINT NOT NULL, "version" INTEGER NOT NULL, "current" BOOLEAN NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, network VARCHAR NOT NULL, "program" VARCHAR, paid_on DATE NOT NULL, status VARCHAR NOT NULL, received BOOLEAN NOT NULL, amount DECIMAL(18,4) NOT NULL, currency VARCHAR NOT NULL, reference VARCHAR NOT NULL);
insert into "payout" values ('1', '1', 'true', '17', '2', 'neutral_payouts', '', 'shop/=1', '', 'shop', '2026-09-10', '', 'true', '100.0000', 'RUB', 'first');
insert into "payout" values ('2', '1', 'true', '17', '3', 'neutral_payouts', '', 'course/=2', '', 'course', '2026-10-10', '', 'true', '5.5000', 'USD', 'course 1');
insert into "payout" values ('3', '1', 'true', '18', '0', '', '', 'P3', '', 'shop', '2026-10-12', '', 'true', '50.0000', 'RUB', 'second');

CREATE TABLE "program"(code VARCHAR NOT NULL, "name" VARCHAR NOT NULL, network VARCHAR NOT NULL, network_id VARCHAR NOT NULL, account VARCHAR NOT NULL, currency VARCHAR NOT NULL, contact VARCHAR NOT NULL, archived BOOLEAN NOT NULL, entry BIGINT NOT NULL);
insert into "program" values ('course', 'course', '', '', '', 'USD', '', 'false', '3');
insert into "program" values ('shop', 'shop', '', '', '', 'RUB', '', 'false', '1');

CREATE TABLE program_term("program" VARCHAR NOT NULL, valid_from DATE NOT NULL, per VARCHAR NOT NULL, "percent" DECIMAL(9,4), flat DECIMAL(18,4), hold_days INTEGER NOT NULL, pay_day INTEGER, minimum DECIMAL(18,4), claim_days INTEGER, track_days INTEGER NOT NULL, entry BIGINT NOT NULL);
insert into "program_term" values ('course', '2026-01-01', 'sale', null, '5.5000', '30', null, null, null, '7', '3');
insert into "program_term" values ('shop', '2026-01-01', 'sale', '10.0000', null, '30', null, null, null, '7', '1');
insert into "program_term" values ('shop', '2026-10-01', 'sale', '12.0000', null, '30', null, null, null, '7', '2');

CREATE TABLE reconciled(entry BIGINT NOT NULL);
insert into "reconciled" values ('19');

CREATE TABLE reject(entry BIGINT NOT NULL, line BIGINT NOT NULL, raw VARCHAR NOT NULL, code VARCHAR NOT NULL, facts VARCHAR NOT NULL);

CREATE TABLE sale(id BIGINT NOT NULL, lead BIGINT NOT NULL, kind VARCHAR NOT NULL, sold_on DATE NOT NULL, order_id VARCHAR NOT NULL, amount DECIMAL(18,4), currency VARCHAR NOT NULL, entry BIGINT NOT NULL, touched BIGINT NOT NULL);
insert into "sale" values ('1', '1', 'sale', '2026-08-03', 'A-1', '1000.0000', 'RUB', '5', '5');
insert into "sale" values ('2', '2', 'sale', '2026-08-05', 'A-2', '2000.0000', 'RUB', '6', '6');
insert into "sale" values ('3', '3', 'sale', '2026-08-07', 'A-3', '3000.0000', 'RUB', '7', '7');
insert into "sale" values ('4', '4', 'sale', '2026-08-09', 'A-4', '4000.0000', 'RUB', '8', '8');
insert into "sale" values ('5', '5', 'sale', '2026-08-20', 'A-5', '700.2500', 'RUB', '9', '9');
insert into "sale" values ('6', '6', 'sale', '2026-10-30', 'A-6', '123.4500', 'RUB', '10', '10');
insert into "sale" values ('7', '7', 'sale', '2026-09-02', 'C-1', '100.1000', 'USD', '11', '11');
insert into "sale" values ('8', '8', 'sale', '2026-09-03', 'C-2', '200.0000', 'USD', '12', '12');
