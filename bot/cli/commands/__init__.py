"""The commands of `rolebot`, each: arguments to a call of what does the work, and what to print."""
