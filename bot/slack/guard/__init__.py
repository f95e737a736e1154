"""Who is answered, how often, and what was seen before."""
