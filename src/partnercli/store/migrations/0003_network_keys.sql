-- 0003 Network keys: payouts of a whole network, read from a file of no network of its own, are told from those of a
-- program whose code is the network's name (see imports/payouts.sql). Keys of other payouts start with '=', '#' or 'P'.
update payout set key = 'network:' || key where program is null and starts_with(key, network || '/');
