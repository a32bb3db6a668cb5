"""Teaching a format: a file nobody knows becomes a profile, by evidence where there is some and by answers where not.

The stretches, in the order `network learn` takes them; none of them asks anything or writes a file:
look (what each column holds) ─▶ propose (which kind, which column for which role) ─▶ identity (what tells rows apart)
─▶ draft (what is settled, the meanings of words among it, with the questions that are left) ─▶ write (the profile as
commented YAML) ─▶ prove (the whole file read by it).
"""
