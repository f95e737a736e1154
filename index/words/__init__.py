"""Lists of words, packaged and the owners'."""
