"""What a person wrote to what is asked: all that looks at words."""
