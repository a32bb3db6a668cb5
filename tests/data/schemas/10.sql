-- A store of schema 10, made by make.py with commit 6a2f189.

CREATE TABLE channel(code VARCHAR NOT NULL, "name" VARCHAR NOT NULL, utm_source VARCHAR NOT NULL, utm_medium VARCHAR NOT NULL, utm_campaign VARCHAR NOT NULL, archived BOOLEAN NOT NULL, entry BIGINT NOT NULL);
insert into "channel" values ('blog', 'Блог', 'blog', '', '', 'false', '4');

CREATE TABLE "close"(entry BIGINT NOT NULL, period VARCHAR NOT NULL, first_on DATE NOT NULL, stop_on DATE NOT NULL, hash VARCHAR NOT NULL, reopened BIGINT, reason VARCHAR NOT NULL);
insert into "close" values ('31', '2026-08', '2026-08-01', '2026-09-01', '5a152fc8945eae8207231cd96c010874835f25cf199b993f12a0e89b8489e88c', null, '');

CREATE TABLE close_case("close" BIGINT NOT NULL, id VARCHAR NOT NULL, "class" VARCHAR NOT NULL, "program" VARCHAR, network VARCHAR, channel VARCHAR, sale BIGINT, row_id BIGINT, currency VARCHAR NOT NULL, on_day DATE NOT NULL, expected DECIMAL(38,4), actual DECIMAL(38,4), paid DECIMAL(38,4), standing VARCHAR NOT NULL);
insert into "close_case" values ('31', 'R5', 'unknown', 'shop', '', null, null, '5', 'RUB', '2026-08-11', null, '50.0000', '50.0000', 'paid');
insert into "close_case" values ('31', 'S1', 'paid', 'shop', '', 'blog', '1', '1', 'RUB', '2026-08-03', '100.0000', '100.0000', '100.0000', 'paid');
insert into "close_case" values ('31', 'S2', 'underpaid', 'shop', '', 'blog', '2', '2', 'RUB', '2026-08-05', '200.0000', '150.0000', '0.0000', 'validated');
insert into "close_case" values ('31', 'S3', 'awaiting', 'shop', '', 'blog', '3', '3', 'RUB', '2026-08-07', '300.0000', '300.0000', '0.0000', 'validated');
insert into "close_case" values ('31', 'S4', 'declined', 'shop', '', '', '4', '4', 'RUB', '2026-08-09', '400.0000', '0.0000', '0.0000', 'none');
insert into "close_case" values ('31', 'S5', 'missing', 'shop', '', '', '5', null, 'RUB', '2026-08-20', '70.0300', null, null, 'none');

CREATE TABLE close_money("close" BIGINT NOT NULL, kind VARCHAR NOT NULL, "program" VARCHAR, network VARCHAR, currency VARCHAR NOT NULL, n BIGINT NOT NULL, total DECIMAL(38,4) NOT NULL);

CREATE TABLE decision(id BIGINT NOT NULL, entry BIGINT NOT NULL, kind VARCHAR NOT NULL, subject VARCHAR NOT NULL, "object" VARCHAR NOT NULL, reason VARCHAR NOT NULL, amount DECIMAL(18,4), currency VARCHAR, "until" DATE, taken_back BIGINT);
insert into "decision" values ('1', '26', 'accept', 'UNDERPAID-S2', '', 'agreed', '50.0000', 'RUB', null, null);
insert into "decision" values ('2', '27', 'snooze', 'UNTRACKED-S5', '', '', null, null, '2026-11-15', null);
insert into "decision" values ('3', '28', 'unlink', 'S8', 'R7', 'other', null, null, null, null);
insert into "decision" values ('4', '29', 'link', 'S8', 'R7', 'mine', null, null, null, null);

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
insert into "entry" values ('20', '2026-11-01 00:00:00', 'import', 'again.csv');
insert into "entry" values ('21', '2026-11-01 00:00:00', 'imports undo', 'I20');
insert into "entry" values ('22', '2026-11-01 00:00:00', 'program add', 'goods');
insert into "entry" values ('23', '2026-11-01 00:00:00', 'lead add', 'goods');
insert into "entry" values ('24', '2026-11-01 00:00:00', 'program tolerance', 'shop');
insert into "entry" values ('25', '2026-11-01 00:00:00', 'rates add', 'sberbank');
insert into "entry" values ('26', '2026-11-01 00:00:00', 'accept', 'UNDERPAID-S2');
insert into "entry" values ('27', '2026-11-01 00:00:00', 'snooze', 'S5');
insert into "entry" values ('28', '2026-11-01 00:00:00', 'unlink', 'S8 R7');
insert into "entry" values ('29', '2026-11-01 00:00:00', 'link', 'S8 R7');
insert into "entry" values ('3', '2026-11-01 00:00:00', 'program add', 'course');
insert into "entry" values ('30', '2026-11-01 00:00:00', 'reconcile', '');
insert into "entry" values ('31', '2026-11-01 00:00:00', 'close', '2026-08');
insert into "entry" values ('32', '2026-11-01 00:00:00', 'reconcile', '');
insert into "entry" values ('4', '2026-11-01 00:00:00', 'channel add', 'blog');
insert into "entry" values ('5', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('6', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('7', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('8', '2026-11-01 00:00:00', 'lead add', 'shop');
insert into "entry" values ('9', '2026-11-01 00:00:00', 'lead add', 'shop');

CREATE TABLE finding_seen(id VARCHAR NOT NULL, entry BIGINT NOT NULL);

CREATE TABLE import_file(entry BIGINT NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, profile VARCHAR NOT NULL, kind VARCHAR NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "encoding" VARCHAR NOT NULL, read_n BIGINT NOT NULL, new_n BIGINT NOT NULL, changed_n BIGINT NOT NULL, same_n BIGINT NOT NULL, rejected_n BIGINT NOT NULL, totals VARCHAR NOT NULL, place VARCHAR DEFAULT(''), archive VARCHAR DEFAULT(''), first_on DATE, last_on DATE, replaces BOOLEAN DEFAULT(false), undone_by BIGINT, ignored_n BIGINT DEFAULT(0), sighted BOOLEAN DEFAULT(false));
insert into "import_file" values ('15', 'rows.csv', '29ee870c59ede7fcc928673ef3999ec059dff1cfc75cf3a59f133cbea72fba42', 'neutral_rows', 'rows', 'neutral_rows', '', 'utf-8', '7', '7', '0', '0', '0', '1000.00 RUB, 11.00 USD', '/tmp/tmpnygd9rpf/rows.csv', '', '2026-08-03', '2026-09-03', 'false', null, '0', 'true');
insert into "import_file" values ('16', 'rows_later.csv', '718376f574b2fbe9b167fac79cecb400c865ecb0099488d543e52f3ffa31a455', 'neutral_rows', 'rows', 'neutral_rows', '', 'utf-8', '3', '1', '1', '1', '0', '712.35 RUB', '/tmp/tmpnygd9rpf/rows_later.csv', '', '2026-08-07', '2026-10-30', 'false', null, '0', 'true');
insert into "import_file" values ('17', 'payouts.csv', '38d576690b30c234ef63e92e7687c060be93356bb02f758289f86bf192affbe3', 'neutral_payouts', 'payouts', 'neutral_payouts', '', 'utf-8', '2', '2', '0', '0', '0', '100.00 RUB, 5.50 USD', '/tmp/tmpnygd9rpf/payouts.csv', '', '2026-09-10', '2026-10-10', 'false', null, '0', 'true');
insert into "import_file" values ('20', 'again.csv', '293d3803f3ff64ca9c2dfeb127773ee2fbdcee0ca1219f80002c7632a8f1302c', 'neutral_rows', 'rows', 'neutral_rows', '', 'utf-8', '1', '1', '0', '0', '0', '10.00 RUB', '/tmp/tmpnygd9rpf/again.csv', '', '2026-10-01', '2026-10-01', 'false', '21', '0', 'true');

CREATE TABLE lead(id BIGINT NOT NULL, "source" VARCHAR NOT NULL, "key" VARCHAR NOT NULL, "program" VARCHAR NOT NULL, channel VARCHAR NOT NULL, lead_on DATE NOT NULL, status VARCHAR NOT NULL, reason VARCHAR NOT NULL, "name" VARCHAR NOT NULL, email VARCHAR NOT NULL, phone VARCHAR NOT NULL, email_key VARCHAR, phone_key VARCHAR, click VARCHAR NOT NULL, interest VARCHAR NOT NULL, "value" DECIMAL(18,4), next_on DATE, "owner" VARCHAR NOT NULL, said UBIGINT, entry BIGINT NOT NULL, line BIGINT, touched BIGINT NOT NULL);
insert into "lead" values ('1', '', 'L1', 'shop', 'blog', '2026-08-03', 'customer', '', 'Анна', 'anna@example.com', '', 'anna@example.com', null, '', '', null, null, '', null, '5', null, '5');
insert into "lead" values ('10', '', 'L10', 'goods', '', '2026-09-05', 'customer', '', 'Зоя', '', '', null, null, '', '', null, null, '', null, '23', null, '23');
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

CREATE TABLE link(sale BIGINT NOT NULL, row_id BIGINT NOT NULL, tier VARCHAR NOT NULL, "role" VARCHAR NOT NULL, evidence VARCHAR NOT NULL, amount DECIMAL(18,4));
insert into "link" values ('1', '1', 'order', 'main', 'A-1', null);
insert into "link" values ('2', '2', 'order', 'main', 'A-2', null);
insert into "link" values ('3', '3', 'order', 'main', 'A-3', null);
insert into "link" values ('4', '4', 'order', 'main', 'A-4', null);
insert into "link" values ('6', '8', 'order', 'main', 'A-6', null);
insert into "link" values ('7', '6', 'order', 'main', 'C-1', null);
insert into "link" values ('8', '7', 'person', 'main', '', null);

CREATE TABLE migration(number INTEGER, "name" VARCHAR);
insert into "migration" values ('1', '0001_spine');
insert into "migration" values ('10', '0010_close');
insert into "migration" values ('2', '0002_anything');
insert into "migration" values ('3', '0003_network_keys');
insert into "migration" values ('4', '0004_decisions');
insert into "migration" values ('5', '0005_terms');
insert into "migration" values ('6', '0006_payments');
insert into "migration" values ('7', '0007_rates');
insert into "migration" values ('8', '0008_outcome');
insert into "migration" values ('9', '0009_tolerance');

CREATE TABLE network_row(id BIGINT NOT NULL, "version" INTEGER NOT NULL, "current" BOOLEAN NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, network VARCHAR NOT NULL, "program" VARCHAR, program_ref VARCHAR, program_name VARCHAR, transaction_id VARCHAR, order_id VARCHAR, refs VARCHAR[], event_at TIMESTAMP, event_on DATE, validated_on DATE, paid_on DATE, updated_at TIMESTAMP, status VARCHAR NOT NULL, validation VARCHAR NOT NULL, payment VARCHAR NOT NULL, correction BOOLEAN NOT NULL, original_ref VARCHAR, sale_amount DECIMAL(18,4), commission DECIMAL(18,4) NOT NULL, currency VARCHAR NOT NULL, reason VARCHAR, payment_ref VARCHAR, "name" VARCHAR, email_key VARCHAR, phone_key VARCHAR, vanished BOOLEAN DEFAULT(false));
insert into "network_row" values ('1', '1', 'true', '15', '2', 'neutral_rows', '', 'shop/=T1', '', 'shop', null, 'shop', 'T1', 'A-1', '[]', '2026-08-03 00:00:00', '2026-08-03', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '1000.0000', '100.0000', 'RUB', null, null, null, null, null, 'false');
insert into "network_row" values ('2', '1', 'true', '15', '3', 'neutral_rows', '', 'shop/=T2', '', 'shop', null, 'shop', 'T2', 'A-2', '[]', '2026-08-05 00:00:00', '2026-08-05', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '2000.0000', '150.0000', 'RUB', null, null, null, null, null, 'false');
insert into "network_row" values ('3', '1', 'false', '15', '4', 'neutral_rows', '', 'shop/=T3', '', 'shop', null, 'shop', 'T3', 'A-3', '[]', '2026-08-07 00:00:00', '2026-08-07', null, null, null, 'pending', 'pending', 'unknown', 'false', null, '3000.0000', '300.0000', 'RUB', null, null, null, null, null, 'false');
insert into "network_row" values ('3', '2', 'true', '16', '2', 'neutral_rows', '', 'shop/=T3', '', 'shop', null, 'shop', 'T3', 'A-3', '[]', '2026-08-07 00:00:00', '2026-08-07', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '3000.0000', '300.0000', 'RUB', null, null, null, null, null, 'false');
insert into "network_row" values ('4', '1', 'true', '15', '5', 'neutral_rows', '', 'shop/=T4', '', 'shop', null, 'shop', 'T4', 'A-4', '[]', '2026-08-09 00:00:00', '2026-08-09', null, null, null, 'declined', 'declined', 'unknown', 'false', null, '4000.0000', '400.0000', 'RUB', null, null, null, null, null, 'false');
insert into "network_row" values ('5', '1', 'true', '15', '6', 'neutral_rows', '', 'shop/=T5', '', 'shop', null, 'shop', 'T5', 'Z-9', '[]', '2026-08-11 00:00:00', '2026-08-11', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '500.0000', '50.0000', 'RUB', null, null, null, null, null, 'false');
insert into "network_row" values ('6', '1', 'true', '15', '7', 'neutral_rows', '', 'course/=T6', '', 'course', null, 'course', 'T6', 'C-1', '[]', '2026-09-02 00:00:00', '2026-09-02', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '100.1000', '5.5000', 'USD', null, null, null, null, null, 'false');
insert into "network_row" values ('7', '1', 'true', '15', '8', 'neutral_rows', '', 'course/=T7', '', 'course', null, 'course', 'T7', 'C-2', '[]', '2026-09-03 00:00:00', '2026-09-03', null, null, null, 'paid', 'validated', 'received', 'false', null, '200.0000', '5.5000', 'USD', null, null, null, null, null, 'false');
insert into "network_row" values ('8', '1', 'true', '16', '4', 'neutral_rows', '', 'shop/=T8', '', 'shop', null, 'shop', 'T8', 'A-6', '[]', '2026-10-30 00:00:00', '2026-10-30', null, null, null, 'approved', 'validated', 'unknown', 'false', null, '123.4500', '12.3500', 'RUB', null, null, null, null, null, 'false');

CREATE TABLE outcome(sale BIGINT, row_id BIGINT, lead BIGINT, "program" VARCHAR, channel VARCHAR, network VARCHAR, currency VARCHAR NOT NULL, on_day DATE NOT NULL, expected DECIMAL(38,4), actual DECIMAL(38,4), paid DECIMAL(38,4), "class" VARCHAR NOT NULL, reason VARCHAR NOT NULL, standing VARCHAR NOT NULL, due_on DATE, tracked_on DATE, validated_on DATE, tier VARCHAR, rows_n BIGINT NOT NULL, claim_days INTEGER);
insert into "outcome" values ('1', '1', '1', 'shop', 'blog', '', 'RUB', '2026-08-03', '100.0000', '100.0000', '100.0000', 'paid', 'covered_by_payouts', 'paid', null, '2026-08-03', null, 'order', '1', null);
insert into "outcome" values ('2', '2', '2', 'shop', 'blog', '', 'RUB', '2026-08-05', '200.0000', '150.0000', '0.0000', 'underpaid', 'commission_short', 'validated', '2026-10-04', '2026-08-05', null, 'order', '1', null);
insert into "outcome" values ('3', '3', '3', 'shop', 'blog', '', 'RUB', '2026-08-07', '300.0000', '300.0000', '0.0000', 'awaiting', 'payment_to_come', 'validated', '2026-10-06', '2026-08-07', null, 'order', '1', null);
insert into "outcome" values ('4', '4', '4', 'shop', '', '', 'RUB', '2026-08-09', '400.0000', '0.0000', '0.0000', 'declined', 'network_declined', 'none', null, '2026-08-09', null, 'order', '1', null);
insert into "outcome" values ('5', null, '5', 'shop', '', '', 'RUB', '2026-08-20', '70.0300', null, null, 'missing', 'no_row', 'none', '2026-08-27', null, null, null, '0', null);
insert into "outcome" values ('6', '8', '6', 'shop', '', '', 'RUB', '2026-10-30', '14.8100', '12.3500', '0.0000', 'underpaid', 'commission_short', 'validated', '2026-12-29', '2026-10-30', null, 'order', '1', null);
insert into "outcome" values ('7', '6', '7', 'course', 'blog', '', 'USD', '2026-09-02', '5.5000', '5.5000', '0.0000', 'awaiting', 'payment_to_come', 'validated', '2026-11-01', '2026-09-02', null, 'order', '1', null);
insert into "outcome" values ('8', '7', '8', 'course', '', '', 'USD', '2026-09-03', '5.5000', '5.5000', '5.5000', 'paid', 'covered_by_payouts', 'paid', null, '2026-09-03', null, 'person', '1', null);
insert into "outcome" values ('9', null, '10', 'goods', '', '', 'RUB', '2026-09-05', '100.0000', null, null, 'missing', 'no_row', 'none', '2026-09-12', null, null, null, '0', null);
insert into "outcome" values (null, '5', null, 'shop', null, '', 'RUB', '2026-08-11', null, '50.0000', '50.0000', 'unknown', 'no_sale', 'paid', null, '2026-08-11', null, null, '1', null);

CREATE TABLE payment_doubt(payout BIGINT NOT NULL, settled_on DATE);

CREATE TABLE payment_idle(row_id BIGINT NOT NULL);

CREATE TABLE payment_link(row_id BIGINT NOT NULL, payout BIGINT NOT NULL, tier VARCHAR NOT NULL, amount DECIMAL(18,4) NOT NULL, evidence VARCHAR NOT NULL);
insert into "payment_link" values ('1', '1', 'cohort', '100.0000', '2026-09-10');
insert into "payment_link" values ('5', '3', 'subset', '50.0000', '2026-10-12');
insert into "payment_link" values ('7', '2', 'cohort', '5.5000', '2026-10-10');

CREATE TABLE payout(id BIGINT NOT NULL, "version" INTEGER NOT NULL, "current" BOOLEAN NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, network VARCHAR NOT NULL, "program" VARCHAR, paid_on DATE NOT NULL, status VARCHAR NOT NULL, received BOOLEAN NOT NULL, amount DECIMAL(18,4) NOT NULL, currency VARCHAR NOT NULL, reference VARCHAR NOT NULL);
insert into "payout" values ('1', '1', 'true', '17', '2', 'neutral_payouts', '', 'shop/=1', '', 'shop', '2026-09-10', '', 'true', '100.0000', 'RUB', 'first');
insert into "payout" values ('2', '1', 'true', '17', '3', 'neutral_payouts', '', 'course/=2', '', 'course', '2026-10-10', '', 'true', '5.5000', 'USD', 'course 1');
insert into "payout" values ('3', '1', 'true', '18', '0', '', '', 'P3', '', 'shop', '2026-10-12', '', 'true', '50.0000', 'RUB', 'second');

CREATE TABLE payout_line(id BIGINT NOT NULL, "version" INTEGER NOT NULL, "current" BOOLEAN NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, network VARCHAR NOT NULL, "program" VARCHAR, program_ref VARCHAR, program_name VARCHAR, payment_ref VARCHAR NOT NULL, row_ref VARCHAR, order_id VARCHAR, paid_on DATE, status VARCHAR NOT NULL, state VARCHAR NOT NULL, amount DECIMAL(18,4), currency VARCHAR);

CREATE TABLE "program"(code VARCHAR NOT NULL, "name" VARCHAR NOT NULL, network VARCHAR NOT NULL, network_id VARCHAR NOT NULL, account VARCHAR NOT NULL, currency VARCHAR NOT NULL, contact VARCHAR NOT NULL, archived BOOLEAN NOT NULL, entry BIGINT NOT NULL);
insert into "program" values ('course', 'course', '', '', '', 'USD', '', 'false', '3');
insert into "program" values ('goods', 'goods', '', '', '', 'RUB', '', 'false', '22');
insert into "program" values ('shop', 'shop', '', '', '', 'RUB', '', 'false', '1');

CREATE TABLE program_term("program" VARCHAR NOT NULL, valid_from DATE NOT NULL, per VARCHAR NOT NULL, "percent" DECIMAL(9,4), flat DECIMAL(18,4), hold_days INTEGER NOT NULL, pay_day INTEGER, minimum DECIMAL(18,4), claim_days INTEGER, track_days INTEGER NOT NULL, entry BIGINT NOT NULL, id BIGINT, valid_until DATE, sale_minimum DECIMAL(18,4), sale_cap DECIMAL(18,4), month_cap DECIMAL(18,4), vat_percent DECIMAL(9,4), without_delivery BOOLEAN DEFAULT(false), recurs_months INTEGER, renewal_percent DECIMAL(9,4), tier_by VARCHAR DEFAULT('count'), tier_over VARCHAR DEFAULT('month'), tier_applies VARCHAR DEFAULT('above'));
insert into "program_term" values ('course', '2026-01-01', 'sale', null, '5.5000', '30', null, null, null, '7', '3', '3', null, null, null, null, null, 'false', null, null, 'count', 'month', 'above');
insert into "program_term" values ('goods', '2026-01-01', 'sale', '10.0000', null, '30', null, null, null, '7', '22', '4', null, null, '3000.0000', null, '20.0000', 'false', null, null, 'count', 'month', 'above');
insert into "program_term" values ('shop', '2026-01-01', 'sale', '10.0000', null, '30', null, null, null, '7', '1', '1', null, null, null, null, null, 'false', null, null, 'count', 'month', 'above');
insert into "program_term" values ('shop', '2026-10-01', 'sale', '12.0000', null, '30', null, null, null, '7', '2', '2', null, null, null, null, null, 'false', null, null, 'count', 'month', 'above');

CREATE TABLE rate("source" VARCHAR NOT NULL, currency VARCHAR NOT NULL, base VARCHAR NOT NULL, on_day DATE NOT NULL, nominal BIGINT NOT NULL, price DECIMAL(18,8) NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL);
insert into "rate" values ('sberbank', 'USD', 'RUB', '2026-11-01', '1', '81.50000000', '25', '0');

CREATE TABLE receipt(id BIGINT NOT NULL, "version" INTEGER NOT NULL, "current" BOOLEAN NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, booked_at TIMESTAMP, booked_on DATE NOT NULL, status VARCHAR NOT NULL, state VARCHAR NOT NULL, amount DECIMAL(18,4) NOT NULL, fee DECIMAL(18,4), currency VARCHAR NOT NULL, "type" VARCHAR NOT NULL, counterparty VARCHAR NOT NULL, counterparty_id VARCHAR NOT NULL, purpose VARCHAR NOT NULL, reference VARCHAR NOT NULL, own_account VARCHAR NOT NULL);

CREATE TABLE receipt_link(receipt BIGINT NOT NULL, payout BIGINT NOT NULL, tier VARCHAR NOT NULL, "role" VARCHAR NOT NULL, evidence VARCHAR NOT NULL);

CREATE TABLE reconciled(entry BIGINT NOT NULL);
insert into "reconciled" values ('32');

CREATE TABLE reject(entry BIGINT NOT NULL, line BIGINT NOT NULL, raw VARCHAR NOT NULL, code VARCHAR NOT NULL, facts VARCHAR NOT NULL);

CREATE TABLE retired(kind VARCHAR NOT NULL, id BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL);
insert into "retired" values ('network_row', '9', 'neutral_rows', '', 'shop/=T9');

CREATE TABLE sale(id BIGINT NOT NULL, lead BIGINT NOT NULL, kind VARCHAR NOT NULL, sold_on DATE NOT NULL, order_id VARCHAR NOT NULL, amount DECIMAL(18,4), currency VARCHAR NOT NULL, entry BIGINT NOT NULL, touched BIGINT NOT NULL, vat DECIMAL(18,4), delivery DECIMAL(18,4), goods VARCHAR DEFAULT(''), "action" VARCHAR DEFAULT(''));
insert into "sale" values ('1', '1', 'sale', '2026-08-03', 'A-1', '1000.0000', 'RUB', '5', '5', null, null, '', '');
insert into "sale" values ('2', '2', 'sale', '2026-08-05', 'A-2', '2000.0000', 'RUB', '6', '6', null, null, '', '');
insert into "sale" values ('3', '3', 'sale', '2026-08-07', 'A-3', '3000.0000', 'RUB', '7', '7', null, null, '', '');
insert into "sale" values ('4', '4', 'sale', '2026-08-09', 'A-4', '4000.0000', 'RUB', '8', '8', null, null, '', '');
insert into "sale" values ('5', '5', 'sale', '2026-08-20', 'A-5', '700.2500', 'RUB', '9', '9', null, null, '', '');
insert into "sale" values ('6', '6', 'sale', '2026-10-30', 'A-6', '123.4500', 'RUB', '10', '10', null, null, '', '');
insert into "sale" values ('7', '7', 'sale', '2026-09-02', 'C-1', '100.1000', 'USD', '11', '11', null, null, '', '');
insert into "sale" values ('8', '8', 'sale', '2026-09-03', 'C-2', '200.0000', 'USD', '12', '12', null, null, '', '');
insert into "sale" values ('9', '10', 'sale', '2026-09-05', 'G-1', '1200.0000', 'RUB', '23', '23', null, null, '', '');

CREATE TABLE sighting(kind VARCHAR NOT NULL, entry BIGINT NOT NULL, id BIGINT NOT NULL, "version" INTEGER NOT NULL, line BIGINT NOT NULL, said UBIGINT);
insert into "sighting" values ('rows', '16', '4', '1', '3', null);

CREATE TABLE spend(id BIGINT NOT NULL, "version" INTEGER NOT NULL, "current" BOOLEAN NOT NULL, entry BIGINT NOT NULL, line BIGINT NOT NULL, "source" VARCHAR NOT NULL, account VARCHAR NOT NULL, "key" VARCHAR NOT NULL, spent_on DATE NOT NULL, spent_until DATE NOT NULL, utm_source VARCHAR NOT NULL, utm_medium VARCHAR NOT NULL, utm_campaign VARCHAR NOT NULL, utm_term VARCHAR NOT NULL, utm_content VARCHAR NOT NULL, campaign VARCHAR NOT NULL, campaign_ref VARCHAR NOT NULL, amount DECIMAL(18,4) NOT NULL, currency VARCHAR NOT NULL, clicks BIGINT, impressions BIGINT);

CREATE TABLE term_rate(term BIGINT NOT NULL, kind VARCHAR NOT NULL, word VARCHAR NOT NULL, reach DECIMAL(18,4) NOT NULL, "percent" DECIMAL(9,4), flat DECIMAL(18,4));
insert into "term_rate" values ('4', 'goods', 'books', '0.0000', '5.0000', null);
insert into "term_rate" values ('4', 'goods', 'gifts', '0.0000', null, null);
insert into "term_rate" values ('4', 'tier', '', '3.0000', '12.0000', null);

CREATE TABLE tolerance("program" VARCHAR NOT NULL, currency VARCHAR NOT NULL, amount DECIMAL(18,4) NOT NULL, "percent" DECIMAL(9,4) NOT NULL, days_before INTEGER NOT NULL, days_after INTEGER NOT NULL, entry BIGINT NOT NULL);
insert into "tolerance" values ('shop', 'RUB', '1.0000', '0.5000', '4', '4', '24');
