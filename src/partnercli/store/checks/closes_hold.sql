-- What a close froze is what its hash was taken of.
select c.period from close c join close_seal s on s.close = c.entry where s.hash <> c.hash;
