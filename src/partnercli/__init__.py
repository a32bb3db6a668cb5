"""partnercli: who owes an affiliate partner what, why, and what to do next."""

__version__ = "0.1.0"
