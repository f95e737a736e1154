"""Who is answered, how often, and what has been answered before."""
